/** Tells what happened to one customer in some of their runs: from each journey's history while Temporal has it, else from the ledger, with what the ledger alone has. */
import type { Client } from '@temporalio/client'
import type { Sql } from '../../db/client.ts'
import type { RunKey } from '../../db/queries/diagnostics/list-runs.ts'
import { readEvidence } from '../../db/queries/diagnostics/read-evidence.ts'
import { type KeptJourney, readKeptJourneys } from '../../db/queries/diagnostics/read-journeys.ts'
import { tellDeliveries } from '../../domain/diagnostics/delivery-story.ts'
import type { EngineNote } from '../../domain/diagnostics/engine-notes.ts'
import type { Entry } from '../../domain/diagnostics/entries.ts'
import type { DeliveryEvidence, SharedEvidence } from '../../domain/diagnostics/evidence.ts'
import { type JourneyTelling, tellJourney } from '../../domain/diagnostics/journey-story.ts'
import { findNext, type NextAction } from '../../domain/diagnostics/next-action.ts'
import { judgeRun, type Outcome } from '../../domain/diagnostics/outcome.ts'
import type { NumberedNote } from '../../domain/journeys/journey-notes.ts'
import { type JourneyHistory, readJourneyHistory } from './read-history.ts'

export interface ToldRun {
  run: RunKey
  /** UUID. */
  customerId: string
  occurrence: string | null
  startedAt: Date | null
  source: 'history' | 'ledger'
  outcome: Outcome
  next: NextAction | null
  timeline: Entry[]
  engine: EngineNote[]
}

/** @param temporal undefined: the ledger is to tell */
export async function tellRuns(
  sql: Sql,
  temporal: Client | undefined,
  { customerId, runs }: { customerId: string; runs: readonly RunKey[] },
): Promise<ToldRun[]> {
  const evidence = await readEvidence(sql, customerId, runs)
  const journeys = await readKeptJourneys(
    sql,
    runs.flatMap(({ journeyId }) => journeyId ?? []),
  )
  return Promise.all(
    runs.map(async (run) => {
      const shared = evidence.get(run.id) ?? nothing
      const kept = run.journeyId === null ? undefined : journeys.get(run.journeyId)
      if (kept === undefined) return tellSend(run, customerId, shared)
      const { journey } = kept
      const history = journey.startedAt === null ? undefined : await readJourneyHistory(temporal, journey)
      return tellOne(run, kept, shared, history)
    }),
  )
}

const nothing: SharedEvidence = { deliveries: [], receipts: [], failures: [], vouchers: [], orders: [] }

function tellOne(run: RunKey, kept: KeptJourney, shared: SharedEvidence, history: JourneyHistory | undefined): ToldRun {
  const { journey } = kept
  const notes = history === undefined ? kept.notes : joinNotes(kept.notes, history.notes)
  const ending = history?.retold.ending ?? findEnding(kept)
  const telling: JourneyTelling = {
    journey,
    notes,
    ending: ending === null || ending.outcome !== 'completed' ? ending : { ...ending, step: null },
    verdicts: kept.verdicts,
    webhooks: kept.webhooks,
    restarts: kept.restarts,
  }
  const timeline = tellJourney(telling, shared)
  const isClosed = history?.retold.closed !== undefined && history.retold.closed !== null
  const next = isClosed
    ? null
    : findNext({ journey, deliveries: shared.deliveries, notes }, history?.retold.open ?? null, history?.retold.plan)
  return {
    run,
    customerId: journey.customerId,
    occurrence: journey.occurrence,
    startedAt: journey.startedAt,
    source: history === undefined ? 'ledger' : 'history',
    outcome: judgeRun(timeline, next, { hasEnded: journey.status === 'ended' || isClosed }),
    next,
    timeline,
    engine: history?.engine ?? [],
  }
}

/** The beginning may be in the ledger alone. */
function joinNotes(kept: readonly NumberedNote[], retold: readonly NumberedNote[]): NumberedNote[] {
  const first = retold[0]?.seq ?? Number.POSITIVE_INFINITY
  return [...kept.filter(({ seq }) => seq < first), ...retold]
}

function findEnding({ journey }: KeptJourney): JourneyTelling['ending'] {
  const { status, startedAt, outcome, reason, step } = journey
  if (status !== 'ended' || startedAt === null || outcome === null) return null
  return { outcome, reason: reason ?? '', step }
}

function tellSend(run: RunKey, customerId: string, shared: SharedEvidence): ToldRun {
  const timeline = tellDeliveries(shared, run)
  const offers = shared.deliveries.filter(({ purpose }) => purpose !== 'reminder')
  const next = findNextOfSend(run, offers.at(-1))
  return {
    ...{ run, customerId, occurrence: null, startedAt: null, source: 'ledger' as const, timeline, engine: [] },
    next,
    outcome: judgeRun(
      timeline.filter(({ step }) => step !== 'reminder'),
      next,
      { hasEnded: next === null },
    ),
  }
}

/** Of a promotion: what closes one channel, and leaves the next. */
const passedOn: readonly string[] = ['no_address', 'not_subscribed', 'suppressed', 'template_error', 'quiet_hours']

function isPassedOn({ status, reason }: DeliveryEvidence): boolean {
  return (
    status === 'failed' || status === 'undeliverable' || status === 'bounced' || (status === 'skipped' && passedOn.includes(reason ?? ''))
  )
}

function findNextOfSend({ hasEnded, channels }: RunKey, last: DeliveryEvidence | undefined): NextAction | null {
  if (last !== undefined && !hasEnded && last.place < channels - 1 && isPassedOn(last))
    return {
      ...{ kind: 'act' as const, waitingFor: null, until: null, step: last.purpose },
      sentence: 'The next channel is tried.',
      afterwards: null,
    }
  if (last?.status === 'deferred') {
    const waitingFor = last.inputs?.['quietUntil'] === undefined ? 'cooldown' : 'quiet_hours'
    return {
      ...{ kind: 'wait' as const, waitingFor, until: last.deferUntil, step: last.purpose },
      sentence: waitingFor === 'quiet_hours' ? 'It waits for the end of the quiet hours.' : 'It waits for the end of the cooldown.',
      afterwards: 'Then consent, cooldown and budget are asked again, and the message leaves if they allow it.',
    }
  }
  if (last?.status !== 'sending') return null
  return {
    kind: 'act',
    waitingFor: null,
    until: null,
    step: last.purpose,
    sentence: 'The message is on its way to the provider.',
    afterwards: null,
  }
}
