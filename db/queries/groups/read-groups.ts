/** Groups as they stand here: what they are called, who is in them, and how they stand against the store's admin. */
import type { Sql } from '../../client.ts'

export interface Group {
  /** UUID. */
  id: string
  externalId: string
  name: string
  version: number
  membersVersion: number | null
  adminMembers: number | null
  /** Customers that are known here. */
  members: number
  /** Members whose customer is yet to come. */
  pending: number
  isSyncing: boolean
  failureCode: string | null
  createdAt: Date
  updatedAt: Date
  syncedAt: Date | null
  deletedAt: Date | null
  deletedVersion: number | null
}

const selectGroups = (sql: Sql) => sql`
  SELECT g.id, g.external_id AS "externalId", g.name, g.version::float8 AS version, g.members_version::float8 AS "membersVersion",
    g.admin_members AS "adminMembers", m.count AS members, p.count AS pending,
    EXISTS (SELECT FROM group_stagings s WHERE s.group_id = g.id) AS "isSyncing", g.failure_code AS "failureCode", g.created_at AS "createdAt",
    g.updated_at AS "updatedAt", g.synced_at AS "syncedAt", g.deleted_at AS "deletedAt", g.deleted_version::float8 AS "deletedVersion"
  FROM chosen g
    CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM group_members WHERE group_id = g.id) m
    CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM group_pending_members WHERE group_id = g.id) p`

export async function readGroup(sql: Sql, groupId: string): Promise<Group | undefined> {
  const [group] = await sql<Group[]>`WITH chosen AS (SELECT * FROM groups WHERE id = ${groupId}) ${selectGroups(sql)}`
  return group
}

export interface GroupFilter {
  /** Anywhere in the name. */
  q?: string | undefined
  /** Those that are gone in the admin, instead of those that are there. */
  isDeleted?: boolean | undefined
}

/** By name, from after the given name and id. */
export async function listGroups(
  sql: Sql,
  { q, isDeleted = false, after, limit }: GroupFilter & { after?: readonly [name: string, id: string] | undefined; limit: number },
): Promise<Group[]> {
  const pattern = q === undefined ? undefined : `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return sql<Group[]>`
    WITH chosen AS (
      SELECT * FROM groups
      WHERE ${isDeleted ? sql`deleted_at IS NOT NULL` : sql`deleted_at IS NULL`}
        ${pattern === undefined ? sql`` : sql`AND name ILIKE ${pattern}`}
        ${after === undefined ? sql`` : sql`AND (name, id) > (${after[0]}, ${after[1]}::uuid)`}
      ORDER BY name, id LIMIT ${limit})
    ${selectGroups(sql)} ORDER BY g.name, g.id`
}

export interface FoundGroup {
  /** UUID. */
  id: string
  name: string
  /** Gone in the admin: nothing new may use it. */
  deletedAt: Date | null
}

/** Those of the ids that are known, deleted ones too, in no order. */
export async function findGroups(sql: Sql, ids: readonly string[]): Promise<FoundGroup[]> {
  return sql<FoundGroup[]>`SELECT id, name, deleted_at AS "deletedAt" FROM groups WHERE id = ANY (${[...ids]}::uuid[])`
}

export interface GroupCustomer {
  /** UUID. */
  customerId: string
  externalId: string
  firstName: string | null
  lastName: string | null
}

/** Members that are known here, by id, from after the given one. */
export async function listGroupCustomers(
  sql: Sql,
  { groupId, after, limit }: { groupId: string; after?: string | undefined; limit: number },
): Promise<GroupCustomer[]> {
  return sql<GroupCustomer[]>`
    SELECT c.id AS "customerId", c.external_id AS "externalId", c.first_name AS "firstName", c.last_name AS "lastName"
    FROM group_members m JOIN customers c ON c.id = m.customer_id
    WHERE m.group_id = ${groupId} ${after === undefined ? sql`` : sql`AND m.customer_id > ${after}`}
    ORDER BY m.customer_id LIMIT ${limit}`
}
