/** The members of an export, page by page, and their rows as the file has them. */
import { addressAttributePrefix, attributePrefix, type ExportKind, maximumAddressColumns } from '../../../domain/audience-exports.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import type { Sql } from '../../client.ts'
import type { AudienceExport } from './exports.ts'

/** Keeps who is a member now, in the order of their ids. @returns how many */
export async function freezeMembers(
  sql: Sql,
  { exportId, members, pageSize }: { exportId: string; members: Fragment; pageSize: number },
): Promise<number> {
  const [row] = await sql<[{ members: number }]>`
    WITH numbered AS (
      SELECT customer_id, (row_number() OVER (ORDER BY customer_id) - 1) / ${pageSize}::int AS page FROM (${members}) AS m
    ), inserted AS (
      INSERT INTO audience_export_pages (export_id, page, customer_ids)
      SELECT ${exportId}, page, array_agg(customer_id ORDER BY customer_id) FROM numbered GROUP BY page
      RETURNING cardinality(customer_ids) AS members
    )
    SELECT coalesce(sum(members), 0)::int AS members FROM inserted`
  return row.members
}

/** The names of the address attributes that members have, at most twenty. */
export async function listAddressAttributes(sql: Sql, exportId: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    SELECT DISTINCT k.name FROM audience_export_pages p CROSS JOIN LATERAL unnest(p.customer_ids) AS m (id)
    JOIN customers c ON c.id = m.id CROSS JOIN LATERAL jsonb_object_keys(c.attributes) AS k (name)
    WHERE p.export_id = ${exportId} AND c.attributes <> '{}' AND starts_with(lower(k.name), ${addressAttributePrefix})
    ORDER BY k.name LIMIT ${maximumAddressColumns}`
  return rows.map((row) => row.name)
}

export interface ExportPage {
  page: number
  members: number
  /** A cell for each of the export's columns. */
  rows: (string | null)[][]
}

/** Undefined after the last one. Who was erased, or may not be on the list any more, is left out. */
export async function readExportPage(sql: Sql, job: AudienceExport): Promise<ExportPage | undefined> {
  const [page] = await sql<{ page: number; customerIds: string[] }[]>`
    SELECT page, customer_ids AS "customerIds" FROM audience_export_pages WHERE export_id = ${job.id} AND page = ${job.pagesDone}`
  if (page === undefined) return undefined
  const cells = (job.columns ?? []).map((column) => selectCell(sql, column))
  // As JSON: of an array, the driver reads null as the text NULL.
  const rows = await sql<{ cells: (string | null)[] }[]>`
    SELECT json_build_array(${cells.reduce((joined, cell) => sql`${joined}, ${cell}`)}) AS cells
    FROM customers c JOIN contact_states s ON s.customer_id = c.id
    WHERE c.id = ANY (${page.customerIds}::uuid[]) AND ${belongsOnList(sql, job)}
    ORDER BY c.id`
  return { page: page.page, members: page.customerIds.length, rows: rows.map((row) => row.cells) }
}

/** The page is in the file: it goes, and the cursor moves. */
export async function appendExportChunk(
  sql: Sql,
  { exportId, page, members, rows, bytes }: { exportId: string; page: number; members: number; rows: number; bytes: Buffer },
): Promise<void> {
  if (bytes.length > 0) await sql`INSERT INTO audience_export_chunks (export_id, page, bytes) VALUES (${exportId}, ${page}, ${bytes})`
  await sql`DELETE FROM audience_export_pages WHERE export_id = ${exportId} AND page = ${page}`
  await sql`
    UPDATE audience_exports SET pages_done = pages_done + 1, members_done = members_done + ${members}, rows_written = rows_written + ${rows},
      bytes_written = bytes_written + ${bytes.length}
    WHERE id = ${exportId}`
}

const customerColumns = new Set([
  'external_id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'language',
  'country',
  'region',
  'city',
  'postal_code',
  'time_zone',
])
const consentColumns = new Set(['email_consent', 'sms_consent', 'push_consent'])

function selectCell(sql: Sql, column: string): Fragment {
  if (column.startsWith(attributePrefix)) return sql`c.attributes ->> ${column.slice(attributePrefix.length)}`
  if (customerColumns.has(column)) return sql`c.${sql(column)}`
  if (consentColumns.has(column)) return sql`s.${sql(column)}::text`
  switch (column) {
    case 'customer_id':
      return sql`c.id::text`
    case 'may_get_email':
      return sql`(${mayGet(sql, 'email')})::text`
    case 'may_get_sms':
      return sql`(${mayGet(sql, 'sms')})::text`
    case 'birthday':
      return sql`c.birthday::text`
    case 'created_at':
      return sql`to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
    case 'attributes':
      return sql`CASE WHEN c.attributes <> '{}' THEN c.attributes::text END`
    default:
      throw new RangeError('An export has a column that nobody fills')
  }
}

function mayGet(sql: Sql, channel: 'email' | 'sms'): Fragment {
  const address = channel === 'email' ? sql`c.email` : sql`c.phone`
  return sql`${address} IS NOT NULL AND s.${sql(`${channel}_consent`)} = 'subscribed'
    AND NOT EXISTS (SELECT FROM suppressions x WHERE x.channel = ${channel} AND x.address = ${address})`
}

/** Who may be written to or, where that was asked for, who could be: an address there must be. For post there is no consent to ask. */
function belongsOnList(
  sql: Sql,
  { kind, includesUnreachable, columns }: { kind: ExportKind; includesUnreachable: boolean; columns: string[] | null },
): Fragment {
  switch (kind) {
    case 'email_list':
      return includesUnreachable ? sql`c.email IS NOT NULL` : mayGet(sql, 'email')
    case 'sms_list':
      return includesUnreachable ? sql`c.phone IS NOT NULL` : mayGet(sql, 'sms')
    case 'postal_list': {
      if (includesUnreachable) return sql`true`
      const names = (columns ?? [])
        .filter((column) => column.startsWith(attributePrefix))
        .map((column) => column.slice(attributePrefix.length))
      return sql`(c.city IS NOT NULL OR c.postal_code IS NOT NULL OR c.attributes ?| ${names}::text[])`
    }
    case 'all':
      return sql`true`
  }
}
