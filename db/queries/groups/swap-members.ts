/** Puts what was staged in the place of a group's members, all at once: readers see the members before, or those after. */
import { isThere } from '../../../domain/groups.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { lockGroup } from './lock-group.ts'
import { lockArrivals, settleMembers } from './settle-members.ts'
import { dropStaging } from './stage-members.ts'

export type Swap =
  /** `isBehind`: a later version was heard of meanwhile. */
  | { kind: 'swapped'; members: number; pending: number; isBehind: boolean }
  /** Somebody else has the staging, or news have overtaken it. */
  | { kind: 'superseded'; isBehind: boolean }
  /** More or fewer members than the admin says. The staging is gone. */
  | { kind: 'incomplete' }

export async function swapMembers(sql: Sql, { groupId, token, at }: { groupId: string; token: string; at: Date }): Promise<Swap> {
  return runInTransaction(sql, async (sql): Promise<Swap> => {
    const group = await lockGroup(sql, { id: groupId })
    const [staging] = await sql<{ version: number; adminMembers: number }[]>`
      SELECT version::float8 AS version, admin_members AS "adminMembers" FROM group_stagings
      WHERE group_id = ${groupId} AND token = ${token} AND is_complete`
    if (group === undefined || staging === undefined) return { kind: 'superseded', isBehind: false }
    const { version, adminMembers } = staging
    if (!isThere(version, group.deletedVersion) || version < (group.membersVersion ?? 0)) {
      await dropStaging(sql, groupId)
      return { kind: 'superseded', isBehind: (group.membersVersion ?? 0) < group.version && !group.isDeleted }
    }
    const staged = await countStaged(sql, groupId)
    if (staged !== adminMembers) {
      await dropStaging(sql, groupId)
      return { kind: 'incomplete' }
    }
    const { changes, pending, unawaited } = await replaceMembers(sql, groupId)
    await sql`
      UPDATE groups SET members_version = ${version}, admin_members = ${adminMembers}, synced_at = ${at}, deleted_at = NULL, deleted_version = NULL,
        failure_code = NULL, failed_at = NULL, updated_at = ${changes > 0 || group.isDeleted || group.membersVersion === null ? at : sql`updated_at`}
      WHERE id = ${groupId}`
    // What is needed no more goes before the lock, so that nobody waits for that.
    if (unawaited === 0) await dropStaging(sql, groupId)
    if (changes + unawaited > 0) {
      await lockArrivals(sql)
      // One who is no member any more may have come while still awaited.
      if (unawaited > 0) await removeUnstaged(sql, groupId)
      await settleMembers(sql, groupId)
    }
    if (unawaited > 0) await dropStaging(sql, groupId)
    return { kind: 'swapped', members: staged, pending, isBehind: version < group.version }
  })
}

async function countStaged(sql: Sql, groupId: string): Promise<number> {
  const [row] = await sql<[{ count: number }]>`SELECT count(*)::int AS count FROM group_staged_members WHERE group_id = ${groupId}`
  return row.count
}

/** Only what differs is written. */
async function replaceMembers(sql: Sql, groupId: string): Promise<{ changes: number; pending: number; unawaited: number }> {
  const [row] = await sql<[{ changes: number; pending: number; unawaited: number }]>`
    WITH staged AS MATERIALIZED (
      SELECT s.external_id, c.id FROM group_staged_members s LEFT JOIN customers c USING (external_id) WHERE s.group_id = ${groupId}),
    gone AS (
      DELETE FROM group_members m WHERE m.group_id = ${groupId} AND NOT EXISTS (SELECT FROM staged s WHERE s.id = m.customer_id) RETURNING 1),
    come AS (
      INSERT INTO group_members (group_id, customer_id)
      SELECT ${groupId}, s.id FROM staged s
      WHERE s.id IS NOT NULL AND NOT EXISTS (SELECT FROM group_members m WHERE m.group_id = ${groupId} AND m.customer_id = s.id)
      ORDER BY s.id ON CONFLICT DO NOTHING RETURNING 1),
    unawaited AS (
      DELETE FROM group_pending_members p
      WHERE p.group_id = ${groupId} AND NOT EXISTS (SELECT FROM staged s WHERE s.external_id = p.external_id AND s.id IS NULL) RETURNING 1),
    awaited AS (
      INSERT INTO group_pending_members (group_id, external_id)
      SELECT ${groupId}, s.external_id FROM staged s
      WHERE s.id IS NULL AND NOT EXISTS (SELECT FROM group_pending_members p WHERE p.group_id = ${groupId} AND p.external_id = s.external_id)
      ON CONFLICT DO NOTHING RETURNING 1)
    SELECT ((SELECT count(*) FROM gone) + (SELECT count(*) FROM come) + (SELECT count(*) FROM unawaited) + (SELECT count(*) FROM awaited))::int AS changes,
      (SELECT count(*) FROM staged WHERE id IS NULL)::int AS pending,
      -- As it was before: some may have been on their way into the group.
      (SELECT count(*) FROM group_pending_members p
        WHERE p.group_id = ${groupId} AND NOT EXISTS (SELECT FROM staged s WHERE s.external_id = p.external_id))::int AS unawaited`
  return row
}

async function removeUnstaged(sql: Sql, groupId: string): Promise<void> {
  await sql`
    DELETE FROM group_members m USING customers c
    WHERE m.group_id = ${groupId} AND c.id = m.customer_id
      AND NOT EXISTS (SELECT FROM group_staged_members s WHERE s.group_id = ${groupId} AND s.external_id = c.external_id)`
}
