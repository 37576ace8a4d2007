/** Writes products by their external id, thousands at a time. A row that cannot be written says why and sinks no other. */
import { isDeepStrictEqual } from 'node:util'
import { mergeRows } from '../../../domain/bulk-rows.ts'
import { withoutNulls } from '../../../domain/customer-changes.ts'
import type { ProductWrite } from '../../../domain/products.ts'
import type { FieldFault } from '../../../domain/text-fields.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { productColumns, type StoredProduct } from './read-products.ts'

export type ProductWriteResult =
  | { status: 'created' | 'updated' | 'unchanged'; id: string; supersededBy?: number }
  | { status: 'rejected'; faults: FieldFault[]; supersededBy?: number }

/** One result for each row, in their order. Rows are normalised (domain/products). In one transaction: its own, or the caller's. */
export async function upsertProducts(sql: Sql, rows: readonly ProductWrite[]): Promise<ProductWriteResult[]> {
  if (rows.length === 0) return []
  const merged = mergeRows(
    rows,
    (row) => row.externalId,
    (earlier, later) => ({
      ...earlier,
      ...later,
      ...(earlier.attributes === undefined && later.attributes === undefined
        ? {}
        : { attributes: { ...earlier.attributes, ...later.attributes } }),
    }),
  )
  const results = await runInTransaction(sql, async (sql) => {
    const done = new Map<string, ProductWriteResult>()
    let remaining = merged.rows
    // A second round happens only when another transaction has inserted one of them between our statements.
    while (remaining.length > 0) remaining = await writeRound(sql, remaining, done)
    return done
  })
  return merged.positions.map((position, index) => {
    const result = results.get(merged.rows[position]?.externalId ?? '')
    if (result === undefined) throw new Error('A row was neither refused nor written')
    const supersededBy = merged.supersededBy[index]
    return supersededBy === undefined ? result : { ...result, supersededBy }
  })
}

async function writeRound(sql: Sql, rows: readonly ProductWrite[], done: Map<string, ProductWriteResult>): Promise<ProductWrite[]> {
  const stored = new Map(
    (
      await sql<(StoredProduct & { id: string })[]>`
      SELECT id, ${productColumns(sql)} FROM products WHERE external_id = ANY(${rows.map((row) => row.externalId)}::text[])
      ORDER BY external_id COLLATE "C" FOR NO KEY UPDATE`
    ).map(({ id, ...product }) => [product.externalId, { id, product }]),
  )
  const updates: (StoredProduct & { id: string })[] = []
  const inserts = new Map<string, StoredProduct>()
  for (const row of rows) {
    const before = stored.get(row.externalId)
    const after = layProduct(before?.product, row)
    if (after === undefined)
      done.set(row.externalId, { status: 'rejected', faults: [{ field: 'name', message: 'A new product needs it' }] })
    else if (before === undefined) inserts.set(row.externalId, after)
    else {
      const isChanged = !isDeepStrictEqual(before.product, after)
      if (isChanged) updates.push({ id: before.id, ...after })
      done.set(row.externalId, { status: isChanged ? 'updated' : 'unchanged', id: before.id })
    }
  }
  await updateProducts(sql, updates)
  for (const { id, externalId } of await insertProducts(sql, [...inserts.values()])) {
    inserts.delete(externalId)
    done.set(externalId, { status: 'created', id })
  }
  return rows.filter((row) => inserts.has(row.externalId))
}

/** Undefined for a new product without a name. */
function layProduct(
  before: StoredProduct | undefined,
  { attributes, name = before?.name, ...write }: ProductWrite,
): StoredProduct | undefined {
  if (name === undefined) return undefined
  const empty = { category: null, merchant: null, vertical: null, price: null, url: null, imageUrl: null }
  return { ...empty, ...before, ...write, name, attributes: withoutNulls({ ...before?.attributes, ...attributes }) }
}

const recordType =
  'external_id text, name text, category text, merchant text, vertical text, price_minor bigint, currency text, url text, image_url text, attributes jsonb'

function toRecord({ externalId, imageUrl, price, ...product }: StoredProduct) {
  return {
    ...product,
    external_id: externalId,
    image_url: imageUrl,
    price_minor: price?.amountMinor ?? null,
    currency: price?.currency ?? null,
  }
}

async function updateProducts(sql: Sql, products: readonly (StoredProduct & { id: string })[]): Promise<void> {
  if (products.length === 0) return
  await sql`
    UPDATE products p SET name = n.name, category = n.category, merchant = n.merchant, vertical = n.vertical, price_minor = n.price_minor,
      currency = n.currency, url = n.url, image_url = n.image_url, attributes = n.attributes, updated_at = now()
    FROM jsonb_to_recordset(${sql.json(products.map(toRecord) as never)}) AS n (id uuid, ${sql.unsafe(recordType)}) WHERE p.id = n.id`
}

/** The ids of those that were not there. */
async function insertProducts(sql: Sql, products: readonly StoredProduct[]): Promise<{ id: string; externalId: string }[]> {
  if (products.length === 0) return []
  return sql<{ id: string; externalId: string }[]>`
    INSERT INTO products (external_id, name, category, merchant, vertical, price_minor, currency, url, image_url, attributes)
    SELECT external_id, name, category, merchant, vertical, price_minor, currency, url, image_url, attributes
    FROM jsonb_to_recordset(${sql.json(products.map(toRecord) as never)}) AS n (${sql.unsafe(recordType)})
    ON CONFLICT (external_id) DO NOTHING RETURNING id, external_id AS "externalId"`
}
