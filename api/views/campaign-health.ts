/** How a running voucher campaign is, as people read it. */
import type { z } from 'zod'
import type { CampaignRow } from '../../db/queries/operations/read-campaigns.ts'
import type { MessageCounts } from '../../domain/campaign-facts.ts'
import { formatId } from '../../domain/ids.ts'
import { nameCampaignRun } from '../operations/campaign-runs.ts'
import type { JudgedCampaign } from '../operations/campaign-health.ts'
import type { campaignHealthSchema } from '../schemas/campaign-health.ts'
import type { campaignName } from '../schemas/voucher-report-parts.ts'
import { formatInstant, type TemporalPlace } from './broadcasts.ts'
import { linkRun } from './temporal-links.ts'

export function viewCampaignRef({ kind, id, name }: Pick<CampaignRow, 'kind' | 'id' | 'name'>): z.input<typeof campaignName> {
  return { kind, id: formatId(kind, id), name }
}

export function viewCampaignHealth(
  { row, run, facts, budgets, verdict }: JudgedCampaign,
  temporal: TemporalPlace,
): z.input<typeof campaignHealthSchema> {
  return {
    campaign: viewCampaignRef(row),
    status: row.status,
    isOn: facts.isOn,
    since: formatInstant(row.since),
    ...verdict,
    trigger: row.journey?.trigger.kind ?? null,
    lastTriggerAt: formatInstant(row.lastMatchAt),
    lastSweepAt: formatInstant(row.sweptAt),
    lastDeliveryAt: formatInstant(row.lastDeliveryAt),
    messages: { last24h: viewMessages(facts.messages24h), last7d: viewMessages(facts.messages7d) },
    backlog: {
      notStarted: row.notStarted,
      notStartedDue: row.due,
      oldestDueAt: formatInstant(row.oldestDueAt),
      unclaimed: row.pagesCustomers,
      unclaimedDue: row.duePagesCustomers,
      oldestUnclaimedAt: formatInstant(row.oldestPageAt),
      deferredLate: row.deferredLate,
    },
    journeys: {
      running: row.running,
      late: row.late,
      oldestLateAt: formatInstant(row.oldestLateAt),
      failed24h: row.failedJourneys24h,
      failed7d: row.failedJourneys7d,
    },
    budgets: budgets.map((budget) => viewBudgetLeft(budget)),
    offers: facts.offers,
    channels: { used: [...new Set(row.channels.flat())], notSetUp: facts.closedChannels.names },
    probe: facts.probe,
    run: { ...run, temporalUrl: linkRun(nameCampaignRun(row), temporal) },
  }
}

function viewMessages({ settled, failures, byStatus }: MessageCounts): z.input<typeof campaignHealthSchema>['messages']['last24h'] {
  return { settled, failures, failureRate: settled === 0 ? null : failures / settled, byStatus }
}

function viewBudgetLeft({
  ownerKind,
  name,
  maxVouchers,
  maxMoneyMinor,
  currency,
  usedVouchers,
  usedMoneyMinor,
  refusal,
}: JudgedCampaign['budgets'][number]): z.input<typeof campaignHealthSchema>['budgets'][number] {
  const moneyOf = (amountMinor: number) => (currency === null ? null : { amountMinor: Math.max(0, amountMinor), currency })
  return {
    owner: ownerKind === 'offer' ? 'offer' : 'campaign',
    name,
    vouchersLeft: maxVouchers === null ? null : Math.max(0, maxVouchers - usedVouchers),
    maxVouchers,
    moneyLeft: maxMoneyMinor === null ? null : moneyOf(maxMoneyMinor - usedMoneyMinor),
    maxMoney: maxMoneyMinor === null ? null : moneyOf(maxMoneyMinor),
    isExhausted: refusal !== null,
  }
}
