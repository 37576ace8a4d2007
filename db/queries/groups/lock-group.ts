/** What is known of a group, held until the caller's transaction ends: all news of one group comes one after the other. */
import type { GroupKnowledge } from '../../../domain/groups.ts'
import type { Sql } from '../../client.ts'

export interface LockedGroup extends GroupKnowledge {
  /** UUID. */
  id: string
  externalId: string
  adminMembers: number | null
}

export async function lockGroup(sql: Sql, key: { id: string } | { externalId: string }): Promise<LockedGroup | undefined> {
  const [group] = await sql<LockedGroup[]>`
    SELECT id, external_id AS "externalId", version::float8 AS version, members_version::float8 AS "membersVersion", admin_members AS "adminMembers",
      deleted_at IS NOT NULL AS "isDeleted", deleted_version::float8 AS "deletedVersion"
    FROM groups WHERE ${'id' in key ? sql`id = ${key.id}` : sql`external_id = ${key.externalId}`} FOR NO KEY UPDATE`
  return group
}
