/** Journeys that were matched and are not completed, newest match first, in pages by key. */
import type { AwaitedEvent } from '../../../domain/journeys/journey-definition.ts'
import { lateAfterMs, type PendingRow, type PendingState } from '../../../domain/pending-triggers.ts'
import type { Sql } from '../../client.ts'

export interface PendingJourney extends PendingRow {
  /** UUIDs. */
  id: string
  autopilotId: string
  autopilotName: string
  autopilotStatus: string
  customerId: string
  occurrence: string
  versionNumber: number
  step: string | null
  stepName: string | null
  /** The event that the step waits for, where it does. */
  awaits: AwaitedEvent | null
}

export interface PendingFilter {
  autopilotId?: string | undefined
  customerId?: string | undefined
  stage?: string | undefined
  waitingFor?: string | undefined
  /** `stuck` needs Temporal: see `ids`. */
  state?: Exclude<PendingState, 'stuck'> | undefined
  sinceFrom?: Date | undefined
  sinceUntil?: Date | undefined
  untilFrom?: Date | undefined
  untilUntil?: Date | undefined
  /** These alone, ended ones among them. */
  ids?: readonly string[] | undefined
}

/** From before the given id. */
export async function listPendingJourneys(
  sql: Sql,
  { now, before, limit, ...filter }: PendingFilter & { now: Date; before?: string | undefined; limit: number },
): Promise<PendingJourney[]> {
  return sql<PendingJourney[]>`
    SELECT p.id, p.autopilot_id AS "autopilotId", p.autopilot_name AS "autopilotName", p.autopilot_status AS "autopilotStatus", p.customer_id AS "customerId", p.occurrence,
      v.number AS "versionNumber", p.status, p.matched_at AS "matchedAt", p.not_before AS "notBefore", p.started_at AS "startedAt", p.noted_at AS "notedAt", p.step,
      p.waiting_for AS "waitingFor", p.waiting_until AS "waitingUntil", p.is_standing_still AS "isStandingStill", s.step ->> 'name' AS "stepName", s.step -> 'event' AS awaits
    FROM (${selectPending(sql, filter, now)} ${before === undefined ? sql`` : sql`AND j.id < ${before}`} ORDER BY j.id DESC LIMIT ${limit}) AS p
    JOIN journey_versions v ON v.id = p.version_id
    LEFT JOIN LATERAL (SELECT jsonb_path_query_first(v.definition, '$.steps[*] ? (@.id == $step)', jsonb_build_object('step', p.step)) AS step) AS s ON true
    ORDER BY p.id DESC`
}

export interface PendingTotal {
  stage: string
  state: Exclude<PendingState, 'stuck'>
  count: number
}

/** How many there are, by stage and state as the rows tell. */
export async function countPendingJourneys(sql: Sql, { now, ...filter }: PendingFilter & { now: Date }): Promise<PendingTotal[]> {
  return sql<PendingTotal[]>`
    SELECT ${selectStage(sql)} AS stage, ${selectState(sql, now)} AS state, count(*)::int AS count
    FROM (${selectPending(sql, filter, now)}) AS j GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`
}

/** Ends within its WHERE. */
function selectPending(sql: Sql, filter: PendingFilter, now: Date) {
  const { autopilotId, customerId, stage, waitingFor, state, sinceFrom, sinceUntil, untilFrom, untilUntil, ids } = filter
  const since = sql`(CASE WHEN j.started_at IS NULL THEN j.matched_at ELSE coalesce(j.noted_at, j.started_at) END)`
  const until = sql`(CASE WHEN j.started_at IS NULL THEN CASE WHEN j.not_before > ${now} THEN j.not_before END ELSE j.waiting_until END)`
  return sql`
    SELECT j.*, a.name AS autopilot_name, a.status AS autopilot_status, a.status = 'disabled' AS is_standing_still
    FROM journeys j JOIN autopilots a ON a.id = j.autopilot_id
    WHERE ${ids === undefined ? sql`j.status <> 'ended'` : sql`j.id = ANY (${ids}::uuid[])`}
      ${autopilotId === undefined ? sql`` : sql`AND j.autopilot_id = ${autopilotId}`}
      ${customerId === undefined ? sql`` : sql`AND j.customer_id = ${customerId}`}
      ${stage === undefined ? sql`` : sql`AND ${selectStage(sql)} = ${stage}`}
      ${waitingFor === undefined ? sql`` : sql`AND ${selectWait(sql, now)} = ${waitingFor}`}
      ${state === undefined ? sql`` : sql`AND ${selectStateWithin(sql, now)} = ${state}`}
      ${sinceFrom === undefined ? sql`` : sql`AND ${since} >= ${sinceFrom}`}
      ${sinceUntil === undefined ? sql`` : sql`AND ${since} < ${sinceUntil}`}
      ${untilFrom === undefined ? sql`` : sql`AND ${until} >= ${untilFrom}`}
      ${untilUntil === undefined ? sql`` : sql`AND ${until} < ${untilUntil}`}`
}

/** `domain/pending-triggers.stageOfRow` in SQL. */
function selectStage(sql: Sql) {
  return sql`(CASE WHEN j.status = 'matched' THEN 'matched' WHEN j.started_at IS NULL THEN 'starting' WHEN j.waiting_for IS NULL THEN 'acting' WHEN j.waiting_for = 'time' THEN 'wait'
    WHEN j.waiting_for IN ('cooldown', 'quiet_hours', 'receipt') THEN j.waiting_for ELSE 'waiting for ' || j.waiting_for END)`
}

/** `domain/pending-triggers.findPendingPlace` without Temporal, in SQL. */
function selectState(sql: Sql, now: Date) {
  return caseState(sql, now, sql`j.is_standing_still`)
}
function selectStateWithin(sql: Sql, now: Date) {
  return caseState(sql, now, sql`a.status = 'disabled'`)
}

function caseState(sql: Sql, now: Date, isStandingStill: ReturnType<Sql>) {
  return sql`(CASE WHEN j.started_at IS NULL THEN 'not_started'
    WHEN j.waiting_until IS NULL THEN CASE WHEN ${isStandingStill} THEN 'waiting' ELSE 'acting' END
    WHEN j.waiting_until > ${new Date(now.getTime() - lateAfterMs)} OR ${isStandingStill} THEN 'waiting' ELSE 'late' END)`
}

function selectWait(sql: Sql, now: Date) {
  return sql`(CASE WHEN j.started_at IS NULL THEN CASE WHEN j.not_before > ${now} THEN 'activation_window' WHEN a.status = 'disabled' THEN 'enabled' ELSE 'start' END
    WHEN a.status = 'disabled' AND (j.waiting_until IS NULL OR j.waiting_until <= ${new Date(now.getTime() - lateAfterMs)}) THEN 'enabled' ELSE j.waiting_for END)`
}
