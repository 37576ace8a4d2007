/** Timelines as people read them: ids as they are outside, instants in UTC and in the store's zone, a sentence for each. */
import type { z } from 'zod'
import type { CustomerLine } from '../../db/queries/diagnostics/list-customer-lines.ts'
import type { CampaignEvent, DiagnosedCampaign } from '../../db/queries/diagnostics/read-campaign.ts'
import { describeCampaignNote } from '../../domain/diagnostics/campaign-notes.ts'
import { describeEngineNote, type EngineNote } from '../../domain/diagnostics/engine-notes.ts'
import type { DiagnosedKind, Entry } from '../../domain/diagnostics/entries.ts'
import type { NextAction } from '../../domain/diagnostics/next-action.ts'
import { judgeLine } from '../../domain/diagnostics/outcome.ts'
import { sentence } from '../../domain/diagnostics/sentence.ts'
import { formatCount } from '../../domain/health-levels.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import { formatLocalTime } from '../../domain/time.ts'
import type { ToldRun } from '../diagnostics/tell-runs.ts'
import type { diagnosticsSchema, entrySchema, runSchema } from '../schemas/diagnostics.ts'
import { formatInstant, type TemporalPlace } from './broadcasts.ts'
import { linkRun } from './temporal-links.ts'

type Diagnostics = z.input<typeof diagnosticsSchema>

function viewEntry(entry: Entry, timeZone: string): z.input<typeof entrySchema> {
  const { at, kind, step, channel, source, ...rest } = entry
  const { reason = null, until = null, ...details } = rest as { reason?: string | null; until?: Date | null } & Record<string, unknown>
  return {
    at: at.toISOString(),
    localTime: formatLocalTime(at, timeZone),
    kind,
    step,
    channel,
    source,
    sentence: sentence(entry),
    reason,
    until: formatInstant(until),
    untilLocalTime: until === null ? null : formatLocalTime(until, timeZone),
    details: viewDetails(details),
  }
}

const idKinds = { voucherId: 'voucher', orderId: 'order' } as const

/** Ids as they are outside. */
function viewDetails(details: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => {
      if (key === 'voucherId' || key === 'orderId') return [key, formatId(idKinds[key], String(value))]
      return [key, value instanceof Date ? value.toISOString() : value]
    }),
  )
}

export function viewNext(next: NextAction | null, timeZone: string): NonNullable<Diagnostics['customer']>['running'][number]['next'] {
  if (next === null) return null
  const { until } = next
  return { ...next, until: formatInstant(until), untilLocalTime: until === null ? null : formatLocalTime(until, timeZone) }
}

export function viewRun(
  { run, customerId, occurrence, startedAt, source, outcome, next, timeline, engine }: ToldRun,
  timeZone: string,
  temporal: TemporalPlace,
): z.input<typeof runSchema> {
  const { kind, campaignId, campaignName, journeyId } = run
  return {
    campaign: { kind, id: formatId(kind, campaignId), name: campaignName },
    customerId: formatId('customer', customerId),
    journeyId: journeyId === null ? null : formatId('journey', journeyId),
    source,
    ...outcome,
    next: viewNext(next, timeZone),
    timeline: timeline.map((entry) => viewEntry(entry, timeZone)),
    engine: engine.map((note) => viewEngineNote(note, timeZone)),
    temporalUrl:
      journeyId === null
        ? linkCampaign({ kind, id: campaignId }, temporal)
        : startedAt === null || occurrence === null
          ? null
          : linkRun(workflowIds.journey({ autopilotId: campaignId, customerId, occurrence }), temporal),
  }
}

function linkCampaign({ kind, id }: { kind: DiagnosedKind; id: string }, temporal: TemporalPlace): string {
  return linkRun(workflowIds[kind](id), temporal)
}

function viewEngineNote(note: EngineNote, timeZone: string): z.input<typeof runSchema>['engine'][number] {
  const { at, kind, ...details } = note
  return {
    at: at.toISOString(),
    localTime: formatLocalTime(at, timeZone),
    kind,
    sentence: describeEngineNote(note),
    details: viewDetails(details),
  }
}

export function viewLine(line: CustomerLine, timeZone: string): NonNullable<Diagnostics['customers']>[number] {
  return {
    customerId: formatId('customer', line.customerId),
    journeyId: line.journeyId === null ? null : formatId('journey', line.journeyId),
    at: line.at.toISOString(),
    localTime: formatLocalTime(line.at, timeZone),
    ...judgeLine(line),
    until: formatInstant(line.waitingUntil),
  }
}

export function viewCampaign(
  campaign: DiagnosedCampaign,
  {
    numbers,
    events,
    timeZone,
    temporal,
  }: {
    /** Null: beside a customer the campaign is only named. */
    numbers: NonNullable<Diagnostics['campaign']>['numbers'] | null
    events: readonly Omit<CampaignEvent, 'id'>[]
    timeZone: string
    temporal: TemporalPlace
  },
): NonNullable<Diagnostics['campaign']> {
  const { kind, id, name, status } = campaign
  return {
    ...{ kind, id: formatId(kind, id), name, status },
    startedAt: formatInstant(campaign.startedAt),
    finishedAt: formatInstant(campaign.finishedAt),
    sentence: numbers === null ? `It is ${status}.` : `It is ${status}. ${wordNumbers(kind, numbers)}`,
    temporalUrl: status === 'draft' ? null : linkCampaign(campaign, temporal),
    numbers: numbers ?? [],
    timeline: events.map(({ at, kind: eventKind, details }) => ({
      ...{ at: at.toISOString(), localTime: formatLocalTime(at, timeZone), kind: eventKind, details },
      sentence: describeCampaignNote({ kind: eventKind, details }),
    })),
  }
}

function wordNumbers(kind: DiagnosedKind, numbers: NonNullable<Diagnostics['campaign']>['numbers']): string {
  const sum = (of: 'journeys' | 'messages', stages: readonly string[]) =>
    numbers.filter((one) => one.of === of && stages.includes(one.stage)).reduce((total, { count }) => total + count, 0)
  return kind === 'autopilot'
    ? `${formatCount(sum('journeys', ['running']), 'journey is', 'journeys are')} under way, ${formatCount(sum('journeys', ['matched']), 'is', 'are')} to start, ${formatCount(sum('journeys', ['ended']), 'has', 'have')} ended.`
    : `${formatCount(sum('messages', ['accepted', 'delivered']), 'customer')} got it, ${formatCount(sum('messages', ['pending', 'sending', 'deferred']), 'is', 'are')} still to get it, ${sum('messages', ['skipped', 'failed', 'bounced', 'undeliverable', 'unknown'])} did not.`
}
