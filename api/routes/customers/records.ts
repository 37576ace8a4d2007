/** Customers: upserts by external id, single and in bulk; look up, list, erase. */
import { z } from 'zod'
import { eraseCustomer } from '../../../db/queries/customers/erase-customer.ts'
import { type CustomerKey, listCustomers, readCustomer } from '../../../db/queries/customers/read-customers.ts'
import { upsertCustomers } from '../../../db/queries/customers/upsert-customers.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import type { Sql } from '../../../db/client.ts'
import { type CustomerInput, normaliseCustomer } from '../../../domain/customers.ts'
import { normaliseEmail } from '../../../domain/email-addresses.ts'
import { normalisePhone } from '../../../domain/phone-numbers.ts'
import { segmentKeys } from '../../../domain/segment-keys.ts'
import { acceptOrRefuse, answerRows, bulkBody, bulkResponse, documentBulkBody, readRows } from '../../http/bulk.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute } from '../../http/routes.ts'
import { channel, consentStatus } from '../../schemas/consents.ts'
import { customerFields, customerInput, customerSchema, toCustomerInput } from '../../schemas/customers.ts'
import { idOf, listOfIds } from '../../schemas/ids.ts'
import { instant } from '../../schemas/instants.ts'
import { referenceParams } from '../../schemas/references.ts'
import { viewCustomer } from '../../views/customers.ts'

const tag = 'Customers'

export const customerRecordRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/customers',
    tag,
    scope: 'customers:write',
    summary: 'Create a customer, or update the one with this external id',
    description: '201 when it is new, 200 otherwise.',
    body: customerInput,
    response: customerSchema,
    otherStatuses: [201],
    handler: ({ body, sql, at }) => writeCustomer(sql, toCustomerInput(body, at), at),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/customers/bulk',
    tag,
    scope: 'customers:write',
    summary: 'Create and update up to 5,000 customers',
    body: bulkBody('customers'),
    documentedBody: documentBulkBody('customers', customerInput),
    response: bulkResponse,
    async handler({ body, sql, at }) {
      const { value: store } = await readSettings(sql, 'store')
      const rows = readRows(body.customers, customerInput, (row) =>
        normaliseCustomer(toCustomerInput(row, at), { defaultCountry: store.country, at }),
      )
      const written = await upsertCustomers(
        sql,
        rows.accepted.map(({ value }) => value),
        { at },
      )
      return answerRows(rows, written, { kind: 'customer', externalIdOf: (row) => row.externalId })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/customers',
    tag,
    scope: 'customers:read',
    summary: 'List customers, newest first',
    query: z.strictObject({
      ids: listOfIds('customer', 100)
        .optional()
        .meta({ description: 'These, as far as they are still there: up to 100, with commas between them.' }),
      email: z.string().max(320).optional(),
      phone: z.string().max(50).optional(),
      externalId: z.string().max(255).optional(),
      q: z.string().min(1).max(100).optional().meta({ description: 'Anywhere in a name, an address or the external id.' }),
      segment: z.enum(segmentKeys).optional(),
      enteredSince: instant.optional().meta({ description: 'With `segment`: those of its members who have entered it since then.' }),
      consent: z
        .string()
        .transform((text) => text.split('.'))
        .pipe(z.tuple([channel, consentStatus]))
        .transform(([name, status]) => ({ channel: name, status }))
        .optional()
        .meta({
          description: 'A channel and what the customer has said about it: `email.subscribed`.',
          type: 'string',
          example: 'email.subscribed',
        }),
      reachable: channel.optional().meta({ description: 'Subscribed there, with an address that is not suppressed.' }),
      group: idOf('group').optional(),
      ordered: z.enum(['true', 'false']).optional().meta({ description: 'Whether there is a valid order; as of the latest scoring.' }),
      ...pageQuery,
    }),
    response: pageOf(customerSchema),
    async handler({ query: { email, phone, group, ordered, cursor, limit = defaultLimit, ...filter }, sql }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const { value: store } = await readSettings(sql, 'store')
      const rows = await listCustomers(sql, {
        ...filter,
        groupId: group,
        hasOrdered: ordered === undefined ? undefined : ordered === 'true',
        before,
        limit: limit + 1,
        email: email === undefined ? undefined : (normaliseEmail(email) ?? email),
        phone: phone === undefined ? undefined : (normalisePhone(phone, store.country) ?? phone),
      })
      return makePage(
        rows,
        limit,
        (row) => viewCustomer(row, store.currency),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/customers/{id}',
    tag,
    scope: 'customers:read',
    summary: 'Get a customer',
    params: referenceParams('customer'),
    response: customerSchema,
    handler: ({ params, sql }) => showCustomer(sql, params.id),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/customers/{id}',
    tag,
    scope: 'customers:write',
    summary: 'Update a customer; with ext:, create it when it is new',
    params: referenceParams('customer'),
    body: customerFields,
    response: customerSchema,
    otherStatuses: [201],
    async handler({ params, body, sql, at }) {
      const externalId = 'externalId' in params.id ? params.id.externalId : (await readCustomer(sql, params.id))?.externalId
      if (externalId === undefined) throw new Problem('not_found')
      return writeCustomer(sql, toCustomerInput({ ...body, externalId }, at), at)
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/customers/{id}',
    tag,
    scope: 'customers:erase',
    summary: 'Erase a customer',
    description: 'For good, with orders, events and evidence. Reports keep their counts; a suppression of the address stays.',
    params: referenceParams('customer'),
    async handler({ params, sql, at }) {
      const id = 'id' in params.id ? params.id.id : (await readCustomer(sql, params.id))?.id
      if (id === undefined || !(await eraseCustomer(sql, id, at))) throw new Problem('not_found')
    },
  }),
]

async function writeCustomer(sql: Sql, input: CustomerInput, at: Date) {
  const { value: store } = await readSettings(sql, 'store')
  const customer = acceptOrRefuse(normaliseCustomer(input, { defaultCountry: store.country, at }))
  const [written] = await upsertCustomers(sql, [customer], { at })
  return new Answer(written?.status === 'created' ? 201 : 200, await showCustomer(sql, { externalId: input.externalId }))
}

async function showCustomer(sql: Sql, key: CustomerKey) {
  const customer = await readCustomer(sql, key)
  if (customer === undefined) throw new Problem('not_found')
  const { value: store } = await readSettings(sql, 'store')
  return viewCustomer(customer, store.currency)
}
