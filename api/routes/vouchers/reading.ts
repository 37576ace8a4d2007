/** Vouchers to look at: a customer's, one by its code, and what happened to it. */
import { z } from 'zod'
import { listVouchers } from '../../../db/queries/vouchers/read-vouchers.ts'
import { listVoucherEvents } from '../../../db/queries/vouchers/voucher-events.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { findCustomer } from '../../http/named-customer.ts'
import { defineRoute } from '../../http/routes.ts'
import { idOf } from '../../schemas/ids.ts'
import { referenceParams } from '../../schemas/references.ts'
import { codeParams, customer, flag, voucherEventSchema, voucherSchema, voucherStatus } from '../../schemas/vouchers.ts'
import { viewVoucher, viewVoucherEvent } from '../../views/vouchers.ts'
import { findVoucher } from './named-voucher.ts'

const tag = 'Vouchers'

export const voucherReadingRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/customers/{id}/vouchers',
    tag,
    scope: 'vouchers:read',
    summary: 'List a customer’s vouchers, newest first',
    params: referenceParams('customer'),
    query: z.strictObject({
      usable: flag.optional().meta({ description: 'Those that a checkout may take now; or, with false, the others.' }),
      status: voucherStatus.optional(),
      offer: idOf('offer').optional(),
      ...pageQuery,
    }),
    response: pageOf(voucherSchema),
    async handler({ params, query: { usable, status, offer, cursor, limit = defaultLimit }, sql, at }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const customerId = await findCustomer(sql, params.id)
      if (customerId === undefined || customerId === null) return { data: [], nextCursor: null }
      const rows = await listVouchers(sql, { customerId, offerId: offer, status, isUsable: usable, at, before, limit: limit + 1 })
      return makePage(
        rows,
        limit,
        (row) => viewVoucher(row, at),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/vouchers/{code}',
    tag,
    scope: 'vouchers:read',
    summary: 'Look a voucher up by its code',
    description:
      'With the header `Regulars-Visitor` (who typed it: a customer, a session, an address), guesses are counted for each visitor.',
    params: codeParams,
    findsByKey: true,
    query: z.strictObject({ customer }),
    response: voucherSchema,
    async handler(request) {
      return viewVoucher(await findVoucher(request, { customer: request.query.customer }), request.at)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/vouchers/{code}/events',
    tag,
    scope: 'vouchers:read',
    summary: 'List what happened to a voucher, and what was refused and why, newest first',
    params: codeParams,
    query: z.strictObject(pageQuery),
    response: pageOf(voucherEventSchema),
    async handler(request) {
      const { cursor, limit = defaultLimit } = request.query
      const before = decodeCursor(z.tuple([z.string().regex(/^\d{1,18}$/)]), cursor)?.[0]
      const { id } = await findVoucher(request)
      const rows = await listVoucherEvents(request.sql, { voucherId: id, before, limit: limit + 1 })
      return makePage(rows, limit, viewVoucherEvent, (row) => [row.id])
    },
  }),
]
