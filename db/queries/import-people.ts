/** Whom an import has brought or changed: the first of them, as many as somebody may want to look at. */
import type { ImportKind } from '../../domain/imports.ts'
import type { Sql } from '../client.ts'
import type { WrittenRows } from './import-rows.ts'

export type ImportPersonStatus = 'created' | 'updated'

export interface ImportPerson {
  /** UUID. */
  customerId: string
  externalId: string
  firstName: string | null
  lastName: string | null
}

const peopleKept = 10_000

/** @param before how many rows the import has counted so far: later ones are not kept */
export async function keepPeople(
  sql: Sql,
  { importId, kind, before }: { importId: string; kind: ImportKind; before: Record<ImportPersonStatus, number> },
  written: WrittenRows,
): Promise<void> {
  for (const status of ['created', 'updated'] as const) {
    const ids = listWritten(kind, written, status).slice(0, Math.max(0, peopleKept - before[status]))
    if (ids.length === 0) continue
    const people =
      kind === 'customers'
        ? sql`SELECT id FROM customers WHERE external_id = ANY(${ids}::text[])`
        : sql`SELECT DISTINCT customer_id FROM orders WHERE external_id = ANY(${ids}::text[])`
    await sql`INSERT INTO import_people (import_id, status, customer_id) SELECT ${importId}, ${status}, p.* FROM (${people}) AS p ON CONFLICT DO NOTHING`
  }
}

/** External ids of the customers or orders. */
function listWritten(kind: ImportKind, { results, customers, orders }: WrittenRows, status: ImportPersonStatus): string[] {
  const named = kind === 'customers' ? customers : orders
  return results
    .filter((result) => result.status !== 'rejected')
    .flatMap((result, at) => (result.status === status && !result.isSuperseded ? (named[at]?.externalId ?? []) : []))
}

/** In the order in which they were first known; `after` is the id of the last one that was shown. */
export async function listPeople(
  sql: Sql,
  { importId, status, after, limit }: { importId: string; status: ImportPersonStatus; after?: string | undefined; limit: number },
): Promise<ImportPerson[]> {
  return sql<ImportPerson[]>`
    SELECT customer_id AS "customerId", external_id AS "externalId", first_name AS "firstName", last_name AS "lastName"
    FROM import_people JOIN customers ON customers.id = customer_id
    WHERE import_id = ${importId} AND status = ${status} AND ${after === undefined ? sql`true` : sql`customer_id > ${after}`}
    ORDER BY customer_id LIMIT ${limit}`
}
