/** Who customers are, for lists that name them. One who was erased is missing. */
import type { Sql } from '../../client.ts'

export interface NamedCustomer {
  /** UUID. */
  id: string
  externalId: string
  firstName: string | null
  lastName: string | null
}

export async function nameCustomers(sql: Sql, ids: readonly string[]): Promise<Map<string, NamedCustomer>> {
  if (ids.length === 0) return new Map()
  const rows = await sql<NamedCustomer[]>`
    SELECT id, external_id AS "externalId", first_name AS "firstName", last_name AS "lastName" FROM customers WHERE id = ANY (${[...new Set(ids)]}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
}
