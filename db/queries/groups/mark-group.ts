/** What a sync finds out about a group besides its members. */
import type { GroupFailure } from '../../../domain/groups.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { lockGroup } from './lock-group.ts'
import { dropStaging } from './stage-members.ts'

/**
 * The admin has it no more. Nothing is done when news of the group came after `heardVersion`, the version as it was before the admin was asked: it may
 * have been made anew, and whoever brought the news has asked for a sync.
 */
export async function markGroupGone(
  sql: Sql,
  { groupId, heardVersion, at }: { groupId: string; heardVersion: number; at: Date },
): Promise<'deleted' | 'superseded'> {
  return runInTransaction(sql, async (sql) => {
    const group = await lockGroup(sql, { id: groupId })
    if (group === undefined || group.version !== heardVersion) return 'superseded'
    await sql`
      UPDATE groups SET deleted_at = coalesce(deleted_at, ${at}), updated_at = CASE WHEN deleted_at IS NULL THEN ${at} ELSE updated_at END,
        synced_at = ${at}, failure_code = NULL, failed_at = NULL
      WHERE id = ${groupId}`
    await dropStaging(sql, groupId)
    return 'deleted'
  })
}

export async function recordGroupFailure(
  sql: Sql,
  { groupId, code, at }: { groupId: string; code: GroupFailure; at: Date },
): Promise<void> {
  await sql`UPDATE groups SET failure_code = ${code}, failed_at = ${at} WHERE id = ${groupId} AND deleted_at IS NULL`
}

/** The admin's id of a group, and the highest version heard of. */
export async function readGroupForSync(sql: Sql, groupId: string): Promise<{ externalId: string; version: number } | undefined> {
  const [group] = await sql<{ externalId: string; version: number }[]>`
    SELECT external_id AS "externalId", version::float8 AS version FROM groups WHERE id = ${groupId}`
  return group
}
