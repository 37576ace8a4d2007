/** Customers that a request names, looked up without holding them: issuing holds their contact states, which an erasure takes first. */
import type { Sql } from '../../client.ts'

export type RecipientKey = { id: string } | { externalId: string }

/** For each, in order, its UUID; undefined for the store's own id of nobody. An id of ours is taken as it is. */
export async function findRecipients(sql: Sql, keys: readonly RecipientKey[]): Promise<(string | undefined)[]> {
  const externalIds = keys.flatMap((key) => ('externalId' in key ? [key.externalId] : []))
  if (externalIds.length === 0) return keys.map((key) => ('id' in key ? key.id : undefined))
  const rows = await sql<{ id: string; externalId: string }[]>`
    SELECT id, external_id AS "externalId" FROM customers WHERE external_id = ANY (${externalIds}::text[])`
  const ids = new Map(rows.map((row) => [row.externalId, row.id]))
  return keys.map((key) => ('id' in key ? key.id : ids.get(key.externalId)))
}
