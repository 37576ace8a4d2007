/**
 * A group's members on their way from the admin: pages are staged until all are there, and readers see nothing of them before. Any process can go on
 * where another stopped; whoever goes on takes the staging over, and the other finds out with its next page.
 */
import { isThere } from '../../../domain/groups.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { lockGroup } from './lock-group.ts'

export interface Staging {
  /** UUID. Who has the staging. */
  token: string
  /** Where the next page begins; null at the first. */
  cursor: string | null
  received: number
  isComplete: boolean
}

export interface StagedVersion {
  groupId: string
  name: string
  version: number
  memberCount: number
}

/**
 * Takes the group's staging: goes on with what is there of the same version, else begins anew. Records that the admin has the group, at that version.
 * `deleted`: it was deleted at a later version than the admin shows us.
 */
export async function beginStaging(
  sql: Sql,
  { groupId, name, version, memberCount }: StagedVersion,
): Promise<{ kind: 'begun'; staging: Staging } | { kind: 'deleted' }> {
  return runInTransaction(sql, async (sql) => {
    const group = await lockGroup(sql, { id: groupId })
    if (group === undefined || !isThere(version, group.deletedVersion)) return { kind: 'deleted' }
    if (version > group.version) await sql`UPDATE groups SET name = ${name}, version = ${version} WHERE id = ${groupId}`
    const [continued] = await sql<Staging[]>`
      UPDATE group_stagings SET token = gen_random_uuid()
      WHERE group_id = ${groupId} AND version = ${version} AND admin_members = ${memberCount}
      RETURNING token, cursor, received, is_complete AS "isComplete"`
    if (continued !== undefined) return { kind: 'begun', staging: continued }
    await dropStaging(sql, groupId)
    const [begun] = await sql<[Staging]>`
      INSERT INTO group_stagings (group_id, token, version, admin_members) VALUES (${groupId}, gen_random_uuid(), ${version}, ${memberCount})
      RETURNING token, cursor, received, is_complete AS "isComplete"`
    return { kind: 'begun', staging: begun }
  })
}

export interface StagedPage {
  groupId: string
  token: string
  customerIds: readonly string[]
  nextCursor: string | null
}

/** Undefined when another one has taken the staging over, or it is gone. */
export async function appendPage(sql: Sql, { groupId, token, customerIds, nextCursor }: StagedPage): Promise<Staging | undefined> {
  const [staging] = await sql<Staging[]>`
    WITH moved AS (
      UPDATE group_stagings SET cursor = ${nextCursor}, is_complete = ${nextCursor === null}, received = received + ${customerIds.length}
      WHERE group_id = ${groupId} AND token = ${token} RETURNING token, cursor, received, is_complete AS "isComplete"),
    -- One member on two pages is one member.
    staged AS (
      INSERT INTO group_staged_members (group_id, external_id)
      SELECT ${groupId}, external_id FROM unnest(${[...customerIds]}::text[]) AS n (external_id) WHERE EXISTS (SELECT FROM moved) ON CONFLICT DO NOTHING)
    SELECT * FROM moved`
  return staging
}

/** In the caller's transaction, under the group's lock. */
export async function dropStaging(sql: Sql, groupId: string): Promise<void> {
  await sql`DELETE FROM group_stagings WHERE group_id = ${groupId}`
  await sql`DELETE FROM group_staged_members WHERE group_id = ${groupId}`
}

/** For whoever finds that its staging cannot come to an end. */
export async function abandonStaging(sql: Sql, { groupId, token }: Pick<StagedPage, 'groupId' | 'token'>): Promise<void> {
  await runInTransaction(sql, async (sql) => {
    await lockGroup(sql, { id: groupId })
    const own = await sql`SELECT FROM group_stagings WHERE group_id = ${groupId} AND token = ${token}`
    if (own.length > 0) await dropStaging(sql, groupId)
  })
}
