/** The ledger: the people behind a broadcast's numbers, one customer's contacts, and outcomes that only an operator can know. */
import { z } from 'zod'
import { listContacts } from '../../../db/queries/broadcast-report/list-contacts.ts'
import { listDeliveries } from '../../../db/queries/broadcast-report/list-deliveries.ts'
import { readAttributionWindow, readBeginning } from '../../../db/queries/broadcast-report/read-attribution-window.ts'
import { settleDelivery } from '../../../db/queries/broadcast-report/settle-delivery.ts'
import { readCustomer } from '../../../db/queries/customers/read-customers.ts'
import { placeHours } from '../../../domain/report-hours.ts'
import { runInTransaction } from '../../../db/transaction.ts'
import { decodeCursor, defaultLimit, encodeCursor, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { contactSchema, deliveryQuerySchema, deliverySchema, settlementSchema } from '../../schemas/deliveries.ts'
import { idOf, idParams } from '../../schemas/ids.ts'
import { referenceParams } from '../../schemas/references.ts'
import { viewContact, viewDelivery } from '../../views/deliveries.ts'
import { findBroadcast } from './drafts.ts'
import { readHours, refuse } from './report-hours.ts'

const contactCursor = z.tuple([z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/), z.uuid()])

export const deliveryRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/{id}/deliveries',
    tag: 'Reports',
    summary: 'List the people behind a number of the report',
    scope: 'reports:read',
    params: idParams('broadcast'),
    query: deliveryQuerySchema,
    response: pageOf(deliverySchema),
    async handler({ params: { id }, query: { cursor, limit = defaultLimit, sent, fromHours, untilHours, ...filter }, sql, at }) {
      await findBroadcast(sql, id)
      const after = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const attributionWindowMs = filter.engagement === 'ordered' ? await readAttributionWindow(sql, id) : undefined
      const hours = readHours({ fromHours, untilHours })
      if (
        hours !== undefined &&
        sent === undefined &&
        filter.status !== 'delivered' &&
        filter.engagement === undefined &&
        filter.link === undefined
      )
        throw refuse('fromHours', 'Hours go with `sent`, `status=delivered`, `engagement` and `link`')
      const begunAt = hours === undefined ? undefined : await readBeginning(sql, id)
      const range = hours === undefined || begunAt === undefined ? undefined : placeHours(hours, { begunAt, now: at })
      const rows = await listDeliveries(sql, id, {
        ...filter,
        isSent: sent === 'true',
        attributionWindowMs,
        range,
        after,
        limit: limit + 1,
      })
      return makePage(rows, limit, viewDelivery, (row) => [row.customerId])
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/customers/{id}/deliveries',
    tag: 'Customers',
    summary: 'List what a customer was sent, and was not, and why; newest first',
    scope: 'reports:read',
    params: referenceParams('customer'),
    query: z.strictObject(pageQuery),
    response: pageOf(contactSchema),
    async handler({ params: { id }, query: { cursor, limit = defaultLimit }, sql }) {
      const [claimedAt, sendId] = decodeCursor(contactCursor, cursor) ?? []
      const before = claimedAt === undefined || sendId === undefined ? undefined : { claimedAt, sendId }
      const customerId = 'id' in id ? id.id : (await readCustomer(sql, id))?.id
      if (customerId === undefined) throw new Problem('not_found')
      const page = await listContacts(sql, customerId, { before, limit })
      return {
        data: page.contacts.map(viewContact),
        nextCursor: page.next === null ? null : encodeCursor([page.next.claimedAt, page.next.sendId]),
      }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/broadcasts/{id}/deliveries/{customerId}/settle',
    tag: 'Reports',
    summary: 'Say what became of a delivery in status `unknown`',
    scope: 'broadcasts:send',
    params: z.strictObject({ id: idOf('broadcast'), customerId: idOf('customer') }),
    body: settlementSchema,
    response: deliverySchema,
    async handler({ params: { id, customerId }, body: { status }, sql, at }) {
      const { channel } = await findBroadcast(sql, id)
      const outcome = await runInTransaction(sql, (transaction) =>
        settleDelivery(transaction, { sendId: id, customerId, channel, status, now: at }),
      )
      if (outcome === 'not_found') throw new Problem('not_found')
      if (outcome === 'not_unknown') throw new Problem('delivery_not_unknown')
      const [row] = await listDeliveries(sql, id, { customerId, limit: 1 })
      if (row === undefined) throw new Problem('not_found')
      return viewDelivery(row)
    },
  }),
]
