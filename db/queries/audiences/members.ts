/** Members of an audience, one by one. */
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

export interface Member {
  /** UUID. */
  id: string
  externalId: string
  firstName: string | null
  lastName: string | null
}

function selectMember(sql: Sql) {
  return sql`c.id, c.external_id AS "externalId", c.first_name AS "firstName", c.last_name AS "lastName"`
}

/** In the order of their ids, those after `after`, as of now. @param members a query of `customer_id` */
export async function listMembers(
  sql: Sql,
  members: Fragment,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Member[]> {
  return sql<Member[]>`
    SELECT ${selectMember(sql)} FROM (${members}) AS m JOIN customers c ON c.id = m.customer_id
    ${after === undefined ? sql`` : sql`WHERE c.id > ${after}`}
    ORDER BY c.id LIMIT ${limit}`
}

/** In the order of their ids. */
export async function readMembers(sql: Sql, ids: readonly string[]): Promise<Member[]> {
  if (ids.length === 0) return []
  return sql<Member[]>`SELECT ${selectMember(sql)} FROM customers c WHERE id = ANY (${[...ids]}::uuid[]) ORDER BY c.id`
}
