/** The groups of a run: written down as the admin lists them, then put in an order, so that the run's place among them is a number. */
import type { AdminGroup } from '../../../domain/groups.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'

export type ItemOutcome = 'synced' | 'deleted' | 'superseded' | 'failed'

/** False when the list has been read to its end before. */
export async function beginListing(sql: Sql, runId: string): Promise<boolean> {
  const open = await sql`SELECT FROM group_runs WHERE id = ${runId} AND listed_at IS NULL`
  if (open.length === 0) return false
  await sql`DELETE FROM group_run_items WHERE run_id = ${runId}`
  return true
}

/** A page of the admin's list. A name is taken with a later version alone; whether a deleted group is there again, its own sync finds out. */
export async function recordListedGroups(
  sql: Sql,
  { runId, groups, at }: { runId: string; groups: readonly AdminGroup[]; at: Date },
): Promise<void> {
  if (groups.length === 0) return
  const ids = groups.map(({ id }) => id)
  const listed = sql`
    SELECT DISTINCT ON (external_id) * FROM unnest(${ids}::text[], ${groups.map(({ name }) => name)}::text[], ${groups.map(({ version }) => version)}::bigint[])
      AS n (external_id, name, version) ORDER BY external_id, version DESC`
  // In the order of their ids, as everyone writes them.
  await sql`
    INSERT INTO groups (external_id, name, version) ${listed}
    ON CONFLICT (external_id) DO UPDATE SET version = excluded.version, name = excluded.name,
      updated_at = CASE WHEN groups.name = excluded.name THEN groups.updated_at ELSE ${at} END
    WHERE excluded.version > groups.version`
  await sql`
    INSERT INTO group_run_items (run_id, group_id) SELECT ${runId}, id FROM groups WHERE external_id = ANY (${ids}::text[]) ON CONFLICT DO NOTHING`
}

export interface RunPlan {
  runId: string
  /** What the admin lists and is no group. */
  ignored: readonly string[]
  /** Only groups that may differ, or of which nothing was heard since then; without it, all. */
  unlessUpdatedSince?: Date
  at: Date
}

/** Puts in order what is to be synced. Groups that the admin does not list any more are asked about as well: they may be gone, or new. */
export async function planRun(sql: Sql, { runId, ignored, unlessUpdatedSince, at }: RunPlan): Promise<void> {
  await runInTransaction(sql, async (sql) => {
    const planned =
      await sql`UPDATE group_runs SET listed_at = ${at}, ignored = ${[...ignored]} WHERE id = ${runId} AND listed_at IS NULL RETURNING id`
    if (planned.length === 0) return
    const isDue =
      unlessUpdatedSince === undefined
        ? sql`true`
        : sql`(i.group_id IS NULL OR g.deleted_at IS NOT NULL OR g.members_version IS NULL OR g.members_version <> g.version
            OR g.failure_code IS NOT NULL OR EXISTS (SELECT FROM group_stagings s WHERE s.group_id = g.id) OR greatest(g.updated_at, g.synced_at) < ${unlessUpdatedSince})`
    await sql`
      INSERT INTO group_run_items (run_id, group_id, position)
      SELECT ${runId}, g.id, row_number() OVER (ORDER BY g.id)
      FROM groups g LEFT JOIN group_run_items i ON i.run_id = ${runId} AND i.group_id = g.id
      WHERE (i.group_id IS NOT NULL OR g.deleted_at IS NULL) AND ${isDue}
      ON CONFLICT (run_id, group_id) DO UPDATE SET position = excluded.position`
  })
}

/** The group at that place of the run; its outcome when it has one. */
export async function readRunItem(
  sql: Sql,
  { runId, position }: { runId: string; position: number },
): Promise<{ groupId: string; outcome: ItemOutcome | null; members: number } | undefined> {
  const [item] = await sql<{ groupId: string; outcome: ItemOutcome | null; members: number }[]>`
    SELECT group_id AS "groupId", outcome, members FROM group_run_items WHERE run_id = ${runId} AND position = ${position}`
  return item
}

/** The first outcome stays. */
export async function recordItemOutcome(
  sql: Sql,
  { runId, position, outcome, members = 0 }: { runId: string; position: number; outcome: ItemOutcome; members?: number },
): Promise<void> {
  await sql`
    UPDATE group_run_items SET outcome = ${outcome}, members = ${members} WHERE run_id = ${runId} AND position = ${position} AND outcome IS NULL`
}
