/** What campaigns did, as people read it. */
import type { z } from 'zod'
import { type ReportedCampaign, ranWithin } from '../../../db/queries/voucher-reports/list-campaigns.ts'
import type { Activity } from '../../../db/queries/voucher-reports/read-activity.ts'
import type { CampaignKey } from '../../../db/queries/voucher-reports/report-scope.ts'
import { type ActivityFigures, addFigures, type Amounts, zeroFigures } from '../../../db/queries/voucher-reports/sum-figures.ts'
import { findMargin } from '../../../domain/campaign-returns.ts'
import { formatId } from '../../../domain/ids.ts'
import type { activityFigures } from '../../schemas/voucher-report-parts.ts'
import { shareOf } from './period.ts'

export type ActivityView = z.input<typeof activityFigures>

export function viewActivity(figures: ActivityFigures, grossMarginPercent: number): ActivityView {
  const { revenue, discount, messageCost, estimatedMessageCost, ...counts } = figures
  return {
    ...counts,
    redemptionRate: shareOf(counts.redeemedOfIssued, counts.issued),
    revenue: viewAmounts(revenue),
    discount: viewAmounts(discount),
    messageCost: viewMicros(messageCost).map((cost) => ({ ...cost, estimatedMicros: estimatedMessageCost[cost.currency] ?? 0 })),
    margin: viewMicros(findMargin(figures, grossMarginPercent)),
  }
}

export function viewAmounts(amounts: Amounts) {
  return listCurrencies(amounts).map(([currency, amountMinor]) => ({ currency, amountMinor }))
}

export function viewMicros(amounts: Amounts) {
  return listCurrencies(amounts).map(([currency, amountMicros]) => ({ currency, amountMicros }))
}

function listCurrencies(amounts: Amounts): [string, number][] {
  return Object.entries(amounts).sort(([one], [other]) => (one < other ? -1 : 1))
}

export interface CampaignActivity {
  campaign: ReportedCampaign
  now: ActivityFigures
  before: ActivityFigures
}

/** Campaigns of which something happened in either period, or that ran in it; the latest first. */
export function joinCampaigns(
  campaigns: readonly ReportedCampaign[],
  activity: Activity,
  period: { openingAt: Date; closingAt: Date },
): CampaignActivity[] {
  const known = new Map(activity.campaigns.map((one) => [keyOf(one), one]))
  return campaigns.flatMap((campaign) => {
    const own = known.get(keyOf(campaign))
    if (own === undefined && !ranWithin(campaign, period)) return []
    return [{ campaign, now: own?.now ?? zeroFigures(), before: own?.before ?? zeroFigures() }]
  })
}

export function sumCampaigns(campaigns: readonly Pick<CampaignActivity, 'now' | 'before'>[]) {
  return { now: addFigures(campaigns.map(({ now }) => now)), before: addFigures(campaigns.map(({ before }) => before)) }
}

export function viewCompared({ now, before }: { now: ActivityFigures; before: ActivityFigures }, grossMarginPercent: number) {
  return { now: viewActivity(now, grossMarginPercent), before: viewActivity(before, grossMarginPercent) }
}

export function viewCampaignName({ kind, id, name }: CampaignKey & { name: string }) {
  return { kind, id: formatId(kind, id), name }
}

export function viewCampaignRun(campaign: ReportedCampaign) {
  const { status, startedAt, endedAt } = campaign
  return {
    campaign: viewCampaignName(campaign),
    status,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }
}

export function keyOf({ kind, id }: CampaignKey): string {
  return `${kind} ${id}`
}
