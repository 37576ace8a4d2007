/** Syncs of all groups: begun, ended, and how far they have come. */
import type { GroupFailure } from '../../../domain/groups.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'

export const groupRunReasons = ['first', 'requested', 'midnight'] as const
export type GroupRunReason = (typeof groupRunReasons)[number]
export type GroupRunOutcome = 'done' | 'failed' | 'cancelled'

export interface GroupRunStart {
  /** UUID. */
  runId: string
  reason: GroupRunReason
  /** The admin's address. */
  admin: string
  /** Of 00:00: the store's day that begins. */
  day?: { day: string; timeZone: string }
  at: Date
}

/** False when that day has its run already. A repeat with the same id finds the run that it began. */
export async function openGroupRun(sql: Sql, { runId, reason, admin, day, at }: GroupRunStart): Promise<boolean> {
  return runInTransaction(sql, async (sql) => {
    await sql`
      INSERT INTO group_runs (id, reason, admin, day, time_zone, started_at)
      VALUES (${runId}, ${reason}, ${admin}, ${day?.day ?? null}, ${day?.timeZone ?? null}, ${at}) ON CONFLICT DO NOTHING`
    const own = await sql`SELECT FROM group_runs WHERE id = ${runId}`
    if (own.length === 0) return false
    // One of a kind runs at a time: what is still open was ended by force.
    await sql`
      UPDATE group_runs SET finished_at = ${at}, outcome = 'cancelled'
      WHERE finished_at IS NULL AND id <> ${runId} AND (reason = 'midnight') = ${reason === 'midnight'}`
    return true
  })
}

export async function closeGroupRun(
  sql: Sql,
  { runId, outcome, at }: { runId: string; outcome: GroupRunOutcome; at: Date },
): Promise<void> {
  await sql`
    UPDATE group_runs SET finished_at = ${at}, outcome = ${outcome}, failure_code = CASE WHEN ${outcome} = 'done' THEN NULL ELSE failure_code END
    WHERE id = ${runId} AND finished_at IS NULL`
  // The latest stays, however old it is.
  await sql`DELETE FROM group_runs WHERE finished_at < ${at}::timestamptz - interval '90 days' AND id <> ${runId}`
}

/** Why a run stands still; null when it goes on. */
export async function recordRunFailure(sql: Sql, { runId, code }: { runId: string; code: GroupFailure | null }): Promise<void> {
  await sql`UPDATE group_runs SET failure_code = ${code} WHERE id = ${runId} AND failure_code IS DISTINCT FROM ${code}`
}

export interface GroupRun {
  /** UUID. */
  id: string
  reason: GroupRunReason
  startedAt: Date
  listedAt: Date | null
  finishedAt: Date | null
  outcome: GroupRunOutcome | null
  failureCode: string | null
  ignored: string[]
  /** To be synced. */
  groups: number
  groupsDone: number
  groupsFailed: number
  /** Of the groups that are done, and of those under way as far as they have come. */
  members: number
}

/** Without an id, the latest. */
export async function readGroupRun(sql: Sql, runId?: string): Promise<GroupRun | undefined> {
  const [run] = await sql<GroupRun[]>`
    SELECT r.id, r.reason, r.started_at AS "startedAt", r.listed_at AS "listedAt", r.finished_at AS "finishedAt", r.outcome,
      r.failure_code AS "failureCode", r.ignored, i.*
    FROM group_runs r CROSS JOIN LATERAL (
      SELECT count(position)::int AS groups, count(outcome)::int AS "groupsDone", (count(*) FILTER (WHERE outcome = 'failed'))::int AS "groupsFailed",
        coalesce(sum(CASE WHEN outcome IS NULL AND position IS NOT NULL AND r.finished_at IS NULL THEN s.received ELSE members END), 0)::int AS members
      FROM group_run_items LEFT JOIN group_stagings s USING (group_id) WHERE run_id = r.id) i
    WHERE ${runId === undefined ? sql`true` : sql`r.id = ${runId}`} ORDER BY r.started_at DESC, r.id DESC LIMIT 1`
  return run
}

/** The address of the admin that was synced with last, or is now. One that could not be synced with does not count. */
export async function readSyncedAdmin(sql: Sql): Promise<string | undefined> {
  const [run] = await sql<{ admin: string }[]>`
    SELECT admin FROM group_runs WHERE outcome IS DISTINCT FROM 'failed' ORDER BY started_at DESC, id DESC LIMIT 1`
  return run?.admin
}
