/**
 * The watch over journeys' runs. A run that was terminated by hand in the Temporal UI, that has failed, or that the server has lost with its data says nothing any more; its row would wait
 * for ever. Rows are compared with what visibility calls open, page by page; who is missing there is asked for by name, since visibility is a moment behind.
 */
import type { Pool } from '../db/client.ts'
import { listAutopilotsWithRuns, listWatched, type WatchedJourney } from '../db/queries/journeys/list-watched.ts'
import { endJourneyRow } from '../db/queries/journeys/record-notes.ts'
import { tallyEnded } from '../db/queries/autopilots/tally-journeys.ts'
import { requestJourneyRestart } from '../db/queries/journeys/request-restart.ts'
import type { StoredOutcome } from '../db/queries/journeys/journeys.ts'
import { workflowIds } from '../domain/ids.ts'
import type { AutopilotActivityDependencies } from './autopilots.ts'
import { keepAlive } from './heartbeat.ts'
import { inParallel } from './journey-starts.ts'
import type { JourneyRuns, RunEnd } from './journey-runs.ts'

/** So long a run may be unknown to visibility, or its row be behind. */
const graceMs = 2 * 60_000
const pageSize = 1_000
/** A run's own end may come after its row was ended for it. */
const tallyAfterMs = 10 * 60_000
const talliedAtOnce = 2_000
const mostTallies = 25

export interface WatchResult {
  looked: number
  /** Rows that were closed, since their run is. */
  ended: number
  /** Runs that were lost, and are started again. */
  restarted: number
}

type WatchDependencies = { pool: Pool; now(): Date; journeyRuns: JourneyRuns }

export function createJourneyWatch({ pool, now, journeyRuns }: Required<AutopilotActivityDependencies>) {
  /** So much at each look; the rest is counted when somebody asks, until a later one comes to it. */
  const tally = async () => {
    const before = new Date(now().getTime() - tallyAfterMs)
    for (
      let batches = mostTallies;
      batches > 0 && (await tallyEnded(pool, { before, limit: talliedAtOnce })) === talliedAtOnce;
      batches -= 1
    );
  }

  return {
    async watchJourneyRuns(): Promise<WatchResult> {
      return keepAlive(async () => {
        const result: WatchResult = { looked: 0, ended: 0, restarted: 0 }
        for (const autopilotId of await listAutopilotsWithRuns(pool)) {
          const before = new Date(now().getTime() - graceMs)
          const open = new Set<string>()
          for await (const workflowId of journeyRuns.listOpen(autopilotId)) open.add(workflowId)
          let after: string | undefined
          for (;;) {
            const watched = await listWatched(pool, { autopilotId, before, after, limit: pageSize })
            result.looked += watched.length
            await inParallel(
              watched.filter((journey) => !open.has(workflowIds.journey(journey))),
              async (journey) => {
                const settled = await settleMissingRun({ pool, now, journeyRuns }, journey)
                if (settled !== 'open') result[settled] += 1
              },
            )
            after = watched.at(-1)?.id
            if (after === undefined) break
          }
        }
        await tally()
        return result
      })
    },
  }
}

/** What becomes of a journey whose run is not there. Whoever ended it by hand meant it; what was lost goes on. */
export async function settleMissingRun(
  { pool, now, journeyRuns }: WatchDependencies,
  journey: WatchedJourney,
): Promise<'open' | 'ended' | 'restarted'> {
  const end = await journeyRuns.findEnd(journey)
  if (end.kind === 'open') return 'open'
  if (end.kind === 'lost') {
    await requestJourneyRestart(pool, { journeyId: journey.id, at: now(), isLost: true })
    return 'restarted'
  }
  await endJourneyRow(pool, { journeyId: journey.id, ...describeEnd(end), at: now() })
  return 'ended'
}

function describeEnd(end: Exclude<RunEnd, { kind: 'open' | 'lost' }>): { outcome: StoredOutcome; reason: string; step: string | null } {
  switch (end.kind) {
    case 'ended':
      return end.ending
    case 'terminated':
      return { outcome: 'cancelled', reason: 'terminated_in_temporal', step: null }
    case 'cancelled':
      return { outcome: 'cancelled', reason: 'cancelled_in_temporal', step: null }
    case 'failed':
      return { outcome: 'failed', reason: 'run_failed', step: null }
    case 'timed_out':
      return { outcome: 'failed', reason: 'run_timed_out', step: null }
  }
}
