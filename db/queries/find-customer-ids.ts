/** Whose row it is: customers that other nouns name, by our id or the store's, held so that none is erased before the row is there. */
import type { Sql } from '../client.ts'

export interface CustomerReference {
  /** UUID. */
  customerId?: string | undefined
  customerExternalId?: string | undefined
}

/** For each reference, in order, the customer's UUID; undefined for one that is not known or not named. */
export async function findCustomerIds(sql: Sql, references: readonly CustomerReference[]): Promise<(string | undefined)[]> {
  const ids = unique(references.map((reference) => reference.customerId))
  const externalIds = unique(references.map((reference) => reference.customerExternalId))
  if (ids.length + externalIds.length === 0) return references.map(() => undefined)
  // The lock that a foreign key takes, taken in the order in which all take it.
  const rows = await sql<{ id: string; externalId: string }[]>`
    SELECT id, external_id AS "externalId" FROM customers
    WHERE id = ANY(${ids}::uuid[]) OR external_id = ANY(${externalIds}::text[]) ORDER BY external_id COLLATE "C" FOR KEY SHARE`
  const known = new Set(rows.map((row) => row.id))
  const byExternalId = new Map(rows.map((row) => [row.externalId, row.id]))
  return references.map(({ customerId, customerExternalId }) => {
    if (customerId !== undefined) return known.has(customerId) ? customerId : undefined
    return customerExternalId === undefined ? undefined : byExternalId.get(customerExternalId)
  })
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values)].filter((value) => value !== undefined)
}

/** Looks up and holds nothing: for reading. */
export async function findCustomerId(sql: Sql, externalId: string): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`SELECT id FROM customers WHERE external_id = ${externalId}`
  return row?.id
}
