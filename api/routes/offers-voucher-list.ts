/** An offer's vouchers: how many are in each state, and which they are. */
import { z } from 'zod'
import { readOffer } from '../../db/queries/offers/offers.ts'
import { countVouchers } from '../../db/queries/vouchers/count-vouchers.ts'
import { listVouchers } from '../../db/queries/vouchers/read-vouchers.ts'
import type { Sql } from '../../db/client.ts'
import { askInTransaction } from '../audiences/questions.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import { idParams } from '../schemas/ids.ts'
import { voucherCountsSchema, voucherSchema, voucherStatus } from '../schemas/vouchers.ts'
import { viewVoucher } from '../views/vouchers.ts'

const tag = 'Offers'
const params = idParams('offer')

export const offerVoucherListRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/offers/{id}/vouchers',
    tag,
    scope: 'vouchers:read',
    summary: 'List the offer’s vouchers, newest first',
    params,
    query: z.strictObject({ status: voucherStatus.optional(), ...pageQuery }),
    response: pageOf(voucherSchema),
    async handler(request) {
      const { cursor, status, limit = defaultLimit } = request.query
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      await requireOffer(request.sql, request.params.id)
      // A rare state is looked for among all of them.
      const rows = await askInTransaction(request, (sql) =>
        listVouchers(sql, { offerId: request.params.id, status, at: request.at, before, limit: limit + 1 }),
      )
      return makePage(
        rows,
        limit,
        (row) => viewVoucher(row, request.at),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/offers/{id}/voucher-counts',
    tag,
    scope: 'vouchers:read',
    summary: 'Count the offer’s vouchers by state, as of now',
    params,
    response: voucherCountsSchema,
    async handler(request) {
      await requireOffer(request.sql, request.params.id)
      return { data: await askInTransaction(request, (sql) => countVouchers(sql, { offerId: request.params.id, at: request.at })) }
    },
  }),
]

/** @throws Problem 404 */
async function requireOffer(sql: Sql, id: string): Promise<void> {
  if ((await readOffer(sql, id)) === undefined) throw new Problem('not_found')
}
