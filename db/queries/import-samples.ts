/** A dry run's first rows as they are and as they would be. */
import type { ImportKind } from '../../domain/imports.ts'
import type { Sql } from '../client.ts'

export interface ImportSample {
  line: number
  status: 'created' | 'updated'
  /** Null for what is not there yet. */
  before: Record<string, unknown> | null
  after: Record<string, unknown>
}

/** The rows as people read them, by external id: as they stand in this transaction. */
export async function readAsPeople(
  sql: Sql,
  kind: ImportKind,
  externalIds: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  if (externalIds.length === 0) return new Map()
  const rows =
    kind === 'customers'
      ? await sql<{ externalId: string; shown: Record<string, unknown> }[]>`
          SELECT external_id AS "externalId", jsonb_build_object('externalId', external_id, 'email', email, 'phone', phone, 'firstName', first_name, 'lastName', last_name,
            'language', language, 'country', country, 'region', region, 'city', city, 'postalCode', postal_code, 'timeZone', time_zone, 'birthday', birthday,
            'attributes', attributes, 'consents', jsonb_build_object('email', email_consent, 'sms', sms_consent, 'push', push_consent)) AS shown
          FROM customers JOIN contact_states ON customer_id = customers.id WHERE external_id = ANY(${[...externalIds]}::text[])`
      : await sql<{ externalId: string; shown: Record<string, unknown> }[]>`
          SELECT o.external_id AS "externalId", jsonb_build_object('externalId', o.external_id, 'customerExternalId', c.external_id, 'placedAt', o.placed_at, 'status', o.status,
            'total', jsonb_build_object('amountMinor', total_minor, 'currency', currency), 'refunded', jsonb_build_object('amountMinor', refunded_minor, 'currency', currency),
            'paymentMethod', payment_method, 'coupon', coupon, 'cancelledAt', cancelled_at, 'attributes', o.attributes,
            'items', (SELECT coalesce(jsonb_agg(jsonb_build_object('productExternalId', product_external_id, 'name', name, 'merchant', merchant, 'category', category,
              'quantity', quantity, 'priceMinor', price_minor) ORDER BY line), '[]') FROM order_items WHERE order_id = o.id)) AS shown
          FROM orders AS o JOIN customers AS c ON c.id = o.customer_id WHERE o.external_id = ANY(${[...externalIds]}::text[])`
  return new Map(rows.map((row) => [row.externalId, row.shown]))
}

export async function insertSamples(sql: Sql, importId: string, samples: readonly ImportSample[]): Promise<void> {
  if (samples.length === 0) return
  await sql`
    INSERT INTO import_samples (import_id, line, status, before, after)
    SELECT ${importId}, line, status, before, after
    FROM jsonb_to_recordset(${sql.json(samples as never)}) AS n (line bigint, status text, before jsonb, after jsonb)`
}

/** In the file's order. */
export async function listSamples(sql: Sql, importId: string): Promise<ImportSample[]> {
  return sql<ImportSample[]>`
    SELECT line::float8 AS line, status, before, after FROM import_samples WHERE import_id = ${importId} ORDER BY line`
}

export async function countSamples(sql: Sql, importId: string): Promise<Record<ImportSample['status'], number>> {
  const [counts] = await sql<Record<ImportSample['status'], number>[]>`
    SELECT count(*) FILTER (WHERE status = 'created')::integer AS created, count(*) FILTER (WHERE status = 'updated')::integer AS updated
    FROM import_samples WHERE import_id = ${importId}`
  return counts ?? { created: 0, updated: 0 }
}
