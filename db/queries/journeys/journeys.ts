/** Journeys as people and their own runs look at them. */
import type { JourneyDefinition } from '../../../domain/journeys/journey-definition.ts'
import type { Sql } from '../../client.ts'

export const journeyStatuses = ['matched', 'running', 'ended'] as const
export type JourneyStatus = (typeof journeyStatuses)[number]
export type StoredOutcome = 'completed' | 'exited' | 'expired' | 'cancelled' | 'failed' | 'holdout' | 'dropped'

export interface Journey {
  /** UUIDs. */
  id: string
  autopilotId: string
  autopilotName: string
  customerId: string
  occurrence: string
  run: number
  versionId: string
  versionNumber: number
  arm: 'treated' | 'holdout'
  status: JourneyStatus
  matchedAt: Date
  notBefore: Date
  startedAt: Date | null
  endedAt: Date | null
  outcome: StoredOutcome | null
  reason: string | null
  step: string | null
  waitingFor: string | null
  waitingUntil: Date | null
}

const selectJourneys = (sql: Sql) => sql`
  SELECT j.id, j.autopilot_id AS "autopilotId", a.name AS "autopilotName", j.customer_id AS "customerId", j.occurrence, j.run, j.version_id AS "versionId",
    v.number AS "versionNumber", j.arm, j.status, j.matched_at AS "matchedAt", j.not_before AS "notBefore", j.started_at AS "startedAt", j.ended_at AS "endedAt",
    j.outcome, j.reason, j.step, j.waiting_for AS "waitingFor", j.waiting_until AS "waitingUntil"
  FROM journeys j JOIN autopilots a ON a.id = j.autopilot_id JOIN journey_versions v ON v.id = j.version_id`

export async function readJourney(sql: Sql, id: string): Promise<Journey | undefined> {
  const [journey] = await sql<Journey[]>`${selectJourneys(sql)} WHERE j.id = ${id}`
  return journey
}

export interface JourneyFilter {
  autopilotId?: string | undefined
  customerId?: string | undefined
  status?: JourneyStatus | undefined
  outcome?: StoredOutcome | undefined
  /** Where they stand now. */
  step?: string | undefined
  /** Where they ever came to. */
  reached?: string | undefined
  /** Matched then or later. */
  matchedFrom?: Date | undefined
}

/** Newest first, from before the given id. */
export async function listJourneys(
  sql: Sql,
  {
    autopilotId,
    customerId,
    status,
    outcome,
    step,
    reached,
    matchedFrom,
    before,
    limit,
  }: JourneyFilter & { before?: string | undefined; limit: number },
): Promise<Journey[]> {
  return sql<Journey[]>`
    ${selectJourneys(sql)}
    WHERE true
      ${autopilotId === undefined ? sql`` : sql`AND j.autopilot_id = ${autopilotId}`}
      ${customerId === undefined ? sql`` : sql`AND j.customer_id = ${customerId}`}
      ${status === undefined ? sql`` : sql`AND j.status = ${status}`}
      ${outcome === undefined ? sql`` : sql`AND j.outcome = ${outcome}`}
      ${step === undefined ? sql`` : sql`AND j.step = ${step} AND j.status = 'running'`}
      ${reached === undefined ? sql`` : sql`AND (j.step = ${reached} OR EXISTS (SELECT FROM journey_events e WHERE e.journey_id = j.id AND e.step = ${reached}))`}
      ${matchedFrom === undefined ? sql`` : sql`AND j.matched_at >= ${matchedFrom}`}
      ${before === undefined ? sql`` : sql`AND j.id < ${before}`}
    ORDER BY j.id DESC LIMIT ${limit}`
}

export interface JourneyEvent {
  seq: number
  at: Date
  kind: string
  step: string | null
  channel: string | null
  reason: string | null
  details: Record<string, unknown> | null
}

export async function readJourneyEvents(sql: Sql, journeyId: string): Promise<JourneyEvent[]> {
  return sql<
    JourneyEvent[]
  >`SELECT seq, at, kind, step, channel, reason, details FROM journey_events WHERE journey_id = ${journeyId} ORDER BY seq`
}

/** What an act of a journey's run needs to know. */
export interface OpenJourney {
  id: string
  autopilotId: string
  customerId: string
  versionId: string
  run: number
  page: number
  definition: JourneyDefinition
}

export async function readOpenJourney(sql: Sql, journeyId: string): Promise<OpenJourney | undefined> {
  const [journey] = await sql<OpenJourney[]>`
    SELECT j.id, j.autopilot_id AS "autopilotId", j.customer_id AS "customerId", j.version_id AS "versionId", j.run, j.page, v.definition
    FROM journeys j JOIN journey_versions v ON v.id = j.version_id WHERE j.id = ${journeyId}`
  return journey
}
