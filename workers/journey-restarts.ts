/** Starts the run of a journey again that was lost or ended by force: it goes on where the journey's story says that it stood. */
import type { Client } from '@temporalio/client'
import { startMatchedJourneys } from '../activities/journey-starts.ts'
import type { Pool } from '../db/client.ts'
import { endJourneyRow } from '../db/queries/journeys/record-notes.ts'
import { type InterruptedJourney, readDefinitions, readInterrupted, readStory, tellAgain } from '../db/queries/journeys/restart-journeys.ts'
import { markStarted } from '../db/queries/journeys/start-journeys.ts'
import { runInTransaction } from '../db/transaction.ts'
import { planJourney } from '../domain/journeys/journey-plan.ts'
import { resumeStory, type Standing } from '../domain/journeys/resume-story.ts'
import { restartJourney } from '../workflows/clients/start-journey.ts'
import { createJourneyRuns } from './journey-runs.ts'

/** @throws when Temporal or the database cannot be reached: it is to be tried again */
export async function relayJourneyRestart({ pool, client }: { pool: Pool; client: Client }, journeyId: string): Promise<void> {
  const journey = await readInterrupted(pool, journeyId)
  if (journey === undefined || journey.status === 'ended') return
  const { autopilotId, customerId, occurrence } = journey
  const journeyRuns = createJourneyRuns(client)
  if (journey.status === 'matched') {
    await startMatchedJourneys({ pool, now: () => new Date(), journeyRuns }, autopilotId)
    return
  }
  if (journey.isErased) {
    await endJourneyRow(pool, { journeyId, outcome: 'exited', reason: 'erased', step: null, at: new Date() })
    return
  }
  if ((await journeyRuns.findEnd(journey)).kind === 'open') return
  const { position, plan, versionNumber, expiresAt, pausedAt, seq, retold, factsSince } = await findStanding(pool, journey)
  const state = {
    versionNumber,
    plan,
    position,
    facts: [],
    expiresAt,
    // What the autopilot is now is what counts: whoever waited through its end goes on.
    pausedAt: journey.disabledAt === null ? null : (pausedAt ?? journey.disabledAt.getTime()),
    seq,
    notes: [],
    stage: 'started',
    retold,
  }
  await restartJourney(client, {
    autopilotId,
    customerId,
    occurrence,
    input: { journeyId, autopilotId, customerId, versionNumber, plan, state },
  })
  await runInTransaction(pool, async (sql) => {
    await markStarted(sql, { journeyIds: [journeyId], at: new Date() })
    await tellAgain(sql, { journeyId, customerId, since: new Date(factsSince) })
  })
}

async function findStanding(
  pool: Pool,
  { id, autopilotId, customerId, versionNumber, startedAt, matchedAt }: InterruptedJourney,
): Promise<Standing> {
  const notes = await readStory(pool, id)
  const moves = notes.flatMap(({ note }) => (note.kind === 'migrated' ? [note] : []))
  const firstVersion = moves[0]?.from ?? versionNumber
  const definitions = await readDefinitions(pool, autopilotId, [firstVersion, ...moves.map(({ version }) => version)])
  const plans = new Map([...definitions].map(([number, definition]) => [number, planJourney(definition)]))
  return resumeStory({ autopilotId, customerId, plans, firstVersion, startedAt: (startedAt ?? matchedAt).getTime(), notes })
}
