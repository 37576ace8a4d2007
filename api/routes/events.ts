/** Events: what customers did, each once by its message id. */
import { z } from 'zod'
import { insertEvents, listEvents } from '../../db/queries/events.ts'
import { normaliseEvent } from '../../domain/events.ts'
import { formatId } from '../../domain/ids.ts'
import { answerRows, bulkBody, bulkResponse, documentBulkBody, readRows } from '../http/bulk.ts'
import { findCustomer } from '../http/named-customer.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { defineRoute } from '../http/routes.ts'
import { formattedIdOf, idOf } from '../schemas/ids.ts'
import { formattedInstant, instant } from '../schemas/instants.ts'
import { referenceTo } from '../schemas/references.ts'

const tag = 'Events'

const eventInput = z
  .strictObject({
    messageId: z.string().meta({ description: 'Your id of the event: a repeat is ignored.' }),
    customerId: idOf('customer').optional(),
    customerExternalId: z.string().optional(),
    name: z.string().meta({ example: 'Product Viewed' }),
    occurredAt: instant.optional().meta({ description: 'Now when left out.' }),
    properties: z.record(z.string(), z.unknown()).default({}),
  })
  .meta({ id: 'EventInput' })

const eventSchema = z
  .strictObject({
    id: formattedIdOf('event'),
    messageId: z.string(),
    customerId: formattedIdOf('customer'),
    name: z.string(),
    occurredAt: formattedInstant,
    properties: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' })

export const eventRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/events',
    tag,
    scope: 'events:write',
    summary: 'Record up to 5,000 events',
    body: bulkBody('events'),
    documentedBody: documentBulkBody('events', eventInput),
    response: bulkResponse,
    async handler({ body, sql, at }) {
      const rows = readRows(body.events, eventInput, (row) => normaliseEvent({ occurredAt: at, ...row }))
      const written = await insertEvents(
        sql,
        rows.accepted.map(({ value }) => value),
      )
      const results = written.map((row) =>
        row.status === 'unknown_customer'
          ? { status: 'rejected' as const, faults: [{ field: 'customerExternalId', message: 'The customer is not known' }] }
          : row,
      )
      return answerRows(rows, results, { kind: 'event', externalIdOf: (row) => row.messageId })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/events',
    tag,
    scope: 'events:read',
    summary: 'List events, the latest to arrive first',
    query: z.strictObject({ customer: referenceTo('customer').optional(), name: z.string().max(200).optional(), ...pageQuery }),
    response: pageOf(eventSchema),
    async handler({ query: { customer, name, cursor, limit = defaultLimit }, sql }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const customerId = await findCustomer(sql, customer)
      if (customerId === null) return { data: [], nextCursor: null }
      const rows = await listEvents(sql, { customerId, name, before, limit: limit + 1 })
      return makePage(
        rows,
        limit,
        (row) => ({
          ...row,
          id: formatId('event', row.id),
          customerId: formatId('customer', row.customerId),
          occurredAt: row.occurredAt.toISOString(),
        }),
        (row) => [row.id],
      )
    },
  }),
]
