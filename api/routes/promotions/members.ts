/** Whom a promotion was for: every member's outcome on each channel with its reason, and the vouchers that were given. */
import { z } from 'zod'
import { listRecipients } from '../../../db/queries/promotions/list-recipients.ts'
import { listVouchers } from '../../../db/queries/vouchers/read-vouchers.ts'
import { channelNames } from '../../../domain/channels.ts'
import { deliveryStatuses } from '../../../domain/deliveries.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { defineRoute } from '../../http/routes.ts'
import { idOf, idParams } from '../../schemas/ids.ts'
import { promotionRecipientSchema } from '../../schemas/promotion-runs.ts'
import { voucherSchema, voucherStatus } from '../../schemas/vouchers.ts'
import { viewRecipient } from '../../views/promotions.ts'
import { viewVoucher } from '../../views/vouchers.ts'
import { findPromotion } from './answers.ts'

const tag = 'Promotions'
const params = idParams('promotion')

export const memberRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/promotions/{id}/recipients',
    tag,
    summary: 'List the members of the frozen audience with what happened on each channel, and why',
    description: 'Members whose first page has not been claimed yet are not among them: `progress` counts them as `pending`.',
    scope: 'promotions:read',
    params,
    query: z.strictObject({
      ...pageQuery,
      status: z.enum(deliveryStatuses).optional().meta({ description: 'On the last channel that was tried; so are reason and channel.' }),
      reason: z.string().max(100).optional(),
      channel: z.enum(channelNames).optional(),
      outcome: z
        .enum(['reached', 'lost'])
        .optional()
        .meta({ description: '`reached`: accepted and delivered; `lost`: undeliverable, bounced and failed.' }),
      attempt: z.enum(['offer', 'reminder']).optional().meta({
        description:
          'Not of the last channel, but of what happened on `channel` to the offer, whichever came after it, or to the reminder: as the channels of `progress` count.',
      }),
      customer: idOf('customer').optional(),
    }),
    response: pageOf(promotionRecipientSchema),
    async handler({ params: { id }, query: { cursor, limit = defaultLimit, customer, ...filter }, sql, at }) {
      await findPromotion(sql, id)
      const after = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listRecipients(sql, id, { ...filter, customerId: customer, after, at, limit: limit + 1 })
      return makePage(rows, limit, viewRecipient, (row) => [row.customerId])
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/promotions/{id}/vouchers',
    tag,
    summary: 'List the vouchers that a promotion has given, newest first',
    scope: 'vouchers:read',
    params,
    query: z.strictObject({
      ...pageQuery,
      status: voucherStatus.optional(),
      open: z.enum(['true']).optional().meta({ description: 'Those that customers still have, and have not used.' }),
    }),
    response: pageOf(voucherSchema),
    async handler({ params: { id }, query: { cursor, limit = defaultLimit, status, open }, sql, at }) {
      await findPromotion(sql, id)
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listVouchers(sql, {
        campaign: { kind: 'promotion', id },
        status,
        isOpen: open === 'true',
        at,
        before,
        limit: limit + 1,
      })
      return makePage(
        rows,
        limit,
        (row) => viewVoucher(row, at),
        (row) => [row.id],
      )
    },
  }),
]
