/** Gathers what the health of voucher campaigns is judged by, for all of them at once, and judges it. */
import type { Client } from '@temporalio/client'
import type { Pool } from '../../db/client.ts'
import { probeTrigger } from '../../db/queries/operations/probe-trigger.ts'
import { type CampaignFilter, type CampaignRow, readCampaigns } from '../../db/queries/operations/read-campaigns.ts'
import { readSettings } from '../../db/queries/settings.ts'
import type { CampaignFacts, MessageCounts } from '../../domain/campaign-facts.ts'
import { type CampaignVerdict, campaignThresholds, findQuietMs, judgeCampaign } from '../../domain/campaign-health.ts'
import type { ChannelName } from '../../domain/channels.ts'
import { findOpening } from '../../domain/journeys/activation-window.ts'
import { sweepEveryMs } from '../../domain/journeys/sweeps.ts'
import { type CampaignRun, findCampaignRuns } from './campaign-runs.ts'
import { findBudgetLeft, readStock, type Stock, type StockBudget } from './campaign-stock.ts'
import { withinTime } from './within-time.ts'

export interface CampaignHealthDependencies {
  pool: Pool
  temporal: Client | undefined
  /** With a provider; undefined where that is not known here. */
  channels: readonly ChannelName[] | undefined
}

export interface JudgedCampaign {
  row: CampaignRow
  run: CampaignRun
  facts: CampaignFacts
  budgets: StockBudget[]
  verdict: CampaignVerdict
}

/** Asking whom a trigger finds may take a scan: of a few, and not for long. */
const probedAtOnce = 5
const probeMs = 3_000

export async function lookAtCampaigns(
  { pool, temporal, channels }: CampaignHealthDependencies,
  filter: CampaignFilter,
  now: Date,
): Promise<JudgedCampaign[]> {
  const [rows, { value: store }] = await Promise.all([readCampaigns(pool, { ...filter, now }), readSettings(pool, 'store')])
  const [runs, stockOf] = await Promise.all([findCampaignRuns(temporal, rows, now), readStock(pool, rows)])
  const looked = rows.map((row) => {
    const run = runs.get(row.id) ?? { state: 'unknown' as const, stage: null }
    const { offers, budgets } = stockOf(row, now)
    const facts = describeCampaign(row, { run, offers, budgets, channels, now, timeZone: store.timeZone })
    return { row, run, facts, budgets }
  })
  const silent = looked.filter(
    ({ facts }) => facts.isOn && facts.sweep?.error === null && findQuietMs(facts, now) >= campaignThresholds.dormantAfterMs,
  )
  await Promise.all(
    silent.slice(0, probedAtOnce).map(async ({ row, facts }) => {
      const { journey, since } = row
      if (journey === null || since === null) return
      const probe = { autopilotId: row.id, journey, enabledAt: since, now, storeTimeZone: store.timeZone }
      facts.probe = (await withinTime(probeMs, () => probeTrigger(pool, probe, probeMs))) ?? null
    }),
  )
  return looked.map((one) => ({ ...one, verdict: judgeCampaign(one.facts, now) }))
}

interface Around extends Stock {
  run: CampaignRun
  channels: readonly ChannelName[] | undefined
  now: Date
  timeZone: string
}

function describeCampaign(row: CampaignRow, { run, offers, budgets, channels, now, timeZone }: Around): CampaignFacts {
  const { kind, status, journey, since } = row
  // Of an active promotion every message has left: nothing more is given.
  const gives = status === 'enabled' || status === 'scheduled' || status === 'sending'
  return {
    kind,
    isOn: gives || status === 'active',
    isStandingStill: status === 'disabled' || status === 'paused',
    run: run.state,
    sweep:
      journey === null ? null : { everyMs: sweepEveryMs(journey.trigger), enabledAt: since, sweptAt: row.sweptAt, error: row.sweepError },
    lastMatchAt: row.lastMatchAt,
    pending: row,
    messages24h: countMessages(row.messages24h),
    messages7d: countMessages(row.messages7d),
    failedJourneys24h: row.failedJourneys24h,
    failedJourneys7d: row.failedJourneys7d,
    budgets: gives ? budgets.flatMap(findBudgetLeft) : [],
    offers: gives ? offers : [],
    closedChannels: gives ? findClosed(row.channels, channels) : { names: [], leavesNone: false },
    opening: journey === null ? { kind: 'open' } : findWindow(findOpening(journey.activation, now, timeZone), now),
    probe: null,
    launchLateMs: findLaunchLateness(row, now),
  }
}

function findWindow(opensAt: Date | undefined, now: Date): CampaignFacts['opening'] {
  if (opensAt === undefined) return { kind: 'never' }
  return opensAt > now ? { kind: 'later', at: opensAt } : { kind: 'open' }
}

/** Of a local time it is not asked: it begins in the first zone and ends in the last. */
function findLaunchLateness({ kind, status, schedule, since, startedAt }: CampaignRow, now: Date): number | null {
  if (kind !== 'promotion' || status !== 'scheduled' || startedAt !== null || schedule === null || since === null) return null
  if (schedule.kind === 'local') return null
  const dueAt = schedule.kind === 'at' ? Math.max(Date.parse(schedule.at), since.getTime()) : since.getTime()
  return now.getTime() - dueAt
}

const failures: readonly string[] = ['failed', 'undeliverable', 'bounced', 'unknown']
const unsettled: readonly string[] = ['skipped', 'deferred', 'sending']

function countMessages(byStatus: Record<string, number>): MessageCounts {
  const sum = (isCounted: (status: string) => boolean) =>
    Object.entries(byStatus).reduce((total, [status, count]) => (isCounted(status) ? total + count : total), 0)
  return { settled: sum((status) => !unsettled.includes(status)), failures: sum((status) => failures.includes(status)), byStatus }
}

function findClosed(messages: readonly ChannelName[][], channels: readonly ChannelName[] | undefined): CampaignFacts['closedChannels'] {
  if (channels === undefined) return { names: [], leavesNone: false }
  const isClosed = (name: ChannelName) => !channels.includes(name)
  return {
    names: [...new Set(messages.flat().filter(isClosed))],
    leavesNone: messages.some((names) => names.length > 0 && names.every(isClosed)),
  }
}
