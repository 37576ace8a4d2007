/** Products, one or a page of them. */
import type { Money } from '../../../domain/money.ts'
import type { Sql } from '../../client.ts'

export interface StoredProduct {
  externalId: string
  name: string
  category: string | null
  merchant: string | null
  vertical: string | null
  price: Money | null
  url: string | null
  imageUrl: string | null
  attributes: Record<string, unknown>
}

export interface Product extends StoredProduct {
  /** UUID. */
  id: string
  createdAt: Date
  updatedAt: Date
}

export const productColumns = (sql: Sql) => sql`
  external_id AS "externalId", name, category, merchant, vertical,
  CASE WHEN price_minor IS NOT NULL THEN jsonb_build_object('amountMinor', price_minor, 'currency', currency) END AS price,
  url, image_url AS "imageUrl", attributes`

export async function readProduct(sql: Sql, reference: { id: string } | { externalId: string }): Promise<Product | undefined> {
  const [row] = await sql<Product[]>`
    SELECT id, ${productColumns(sql)}, created_at AS "createdAt", updated_at AS "updatedAt" FROM products
    WHERE ${'id' in reference ? sql`id = ${reference.id}` : sql`external_id = ${reference.externalId}`}`
  return row
}

export interface ProductFilter {
  externalId?: string | undefined
  category?: string | undefined
  merchant?: string | undefined
  vertical?: string | undefined
}

/** Newest first, from before the given id. */
export async function listProducts(
  sql: Sql,
  { externalId, category, merchant, vertical, before, limit }: ProductFilter & { before?: string | undefined; limit: number },
): Promise<Product[]> {
  return sql<Product[]>`
    SELECT id, ${productColumns(sql)}, created_at AS "createdAt", updated_at AS "updatedAt" FROM products
    WHERE true
      ${externalId === undefined ? sql`` : sql`AND external_id = ${externalId}`}
      ${category === undefined ? sql`` : sql`AND category = ${category}`}
      ${merchant === undefined ? sql`` : sql`AND merchant = ${merchant}`}
      ${vertical === undefined ? sql`` : sql`AND vertical = ${vertical}`}
      ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}
