/** Products: upserts by external id, single and in bulk; look up and list. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { listProducts, type Product, readProduct } from '../../db/queries/products/read-products.ts'
import { upsertProducts } from '../../db/queries/products/upsert-products.ts'
import { formatId } from '../../domain/ids.ts'
import { normaliseProduct, type ProductInput } from '../../domain/products.ts'
import { acceptOrRefuse, answerRows, bulkBody, bulkResponse, documentBulkBody, readRows, toFieldErrors } from '../http/bulk.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { Answer, defineRoute } from '../http/routes.ts'
import { productFields, productInput, productSchema } from '../schemas/products.ts'
import { type RecordKey, referenceParams } from '../schemas/references.ts'

const tag = 'Products'
const filterText = z.string().max(255).optional()

export const productRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/products',
    tag,
    scope: 'products:write',
    summary: 'Create a product, or update the one with this external id',
    description: '201 when it is new, 200 otherwise.',
    body: productInput,
    response: productSchema,
    otherStatuses: [201],
    handler: ({ body, sql }) => writeProduct(sql, body),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/products/bulk',
    tag,
    scope: 'products:write',
    summary: 'Create and update up to 5,000 products',
    body: bulkBody('products'),
    documentedBody: documentBulkBody('products', productInput),
    response: bulkResponse,
    async handler({ body, sql }) {
      const rows = readRows(body.products, productInput, normaliseProduct)
      const written = await upsertProducts(
        sql,
        rows.accepted.map(({ value }) => value),
      )
      return answerRows(rows, written, { kind: 'product', externalIdOf: (row) => row.externalId })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/products',
    tag,
    scope: 'products:read',
    summary: 'List products, newest first',
    query: z.strictObject({ externalId: filterText, category: filterText, merchant: filterText, vertical: filterText, ...pageQuery }),
    response: pageOf(productSchema),
    async handler({ query: { cursor, limit = defaultLimit, ...filter }, sql }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      return makePage(await listProducts(sql, { ...filter, before, limit: limit + 1 }), limit, viewProduct, (row) => [row.id])
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/products/{id}',
    tag,
    scope: 'products:read',
    summary: 'Get a product',
    params: referenceParams('product'),
    response: productSchema,
    handler: ({ params, sql }) => showProduct(sql, params.id),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/products/{id}',
    tag,
    scope: 'products:write',
    summary: 'Update a product; with ext:, create it when it is new',
    params: referenceParams('product'),
    body: productFields,
    response: productSchema,
    otherStatuses: [201],
    async handler({ params, body, sql }) {
      const externalId = 'externalId' in params.id ? params.id.externalId : (await readProduct(sql, params.id))?.externalId
      if (externalId === undefined) throw new Problem('not_found')
      return writeProduct(sql, { ...body, externalId })
    },
  }),
]

async function writeProduct(sql: Sql, input: ProductInput) {
  const product = acceptOrRefuse(normaliseProduct(input))
  const [written] = await upsertProducts(sql, [product])
  if (written?.status === 'rejected') throw new Problem('invalid_request', { errors: toFieldErrors(written.faults) })
  return new Answer(written?.status === 'created' ? 201 : 200, await showProduct(sql, { externalId: product.externalId }))
}

async function showProduct(sql: Sql, key: RecordKey) {
  const product = await readProduct(sql, key)
  if (product === undefined) throw new Problem('not_found')
  return viewProduct(product)
}

function viewProduct({ id, createdAt, updatedAt, ...product }: Product): z.input<typeof productSchema> {
  return { id: formatId('product', id), ...product, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}
