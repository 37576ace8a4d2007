/** Push subscriptions, for shops that collect them with their own code. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { recordConsents } from '../../db/queries/consents.ts'
import { findCustomerIds } from '../../db/queries/find-customer-ids.ts'
import {
  deletePushSubscriptions,
  listPushSubscriptions,
  type PushSubscription,
  upsertPushSubscriptions,
} from '../../db/queries/push-subscriptions.ts'
import { runInTransaction } from '../../db/transaction.ts'
import type { Normalised } from '../../domain/customers.ts'
import { formatId } from '../../domain/ids.ts'
import { isAuthSecret, isPublicKey, normaliseEndpoint } from '../../domain/push-subscriptions.ts'
import { acceptOrRefuse, answerRows, bulkBody, bulkResponse, documentBulkBody, readRows, type WrittenRow } from '../http/bulk.ts'
import { findCustomer } from '../http/named-customer.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { Answer, defineRoute } from '../http/routes.ts'
import { inlineConsent } from '../schemas/consents.ts'
import { formattedIdOf, idOf, idParams } from '../schemas/ids.ts'
import { formattedInstant } from '../schemas/instants.ts'
import { referenceTo } from '../schemas/references.ts'

const tag = 'Push subscriptions'

const subscriptionInput = z
  .strictObject({
    customerId: idOf('customer').optional(),
    customerExternalId: z.string().optional(),
    endpoint: z.string().max(2048).meta({ description: 'https' }),
    keys: z.strictObject({ p256dh: z.string().max(200), auth: z.string().max(100) }),
    expirationTime: z.number().nullish().meta({ description: 'Not kept: the push service says when a subscription has ended' }),
    userAgent: z.string().max(1000).nullish(),
    consent: inlineConsent
      .optional()
      .meta({ description: 'What the customer said on push along with it. A subscription alone is no consent to marketing.' }),
  })
  .meta({ id: 'PushSubscriptionInput', description: 'What `PushSubscription.toJSON()` gives, and whose it is.' })

const subscriptionSchema = z
  .strictObject({
    id: formattedIdOf('pushSubscription'),
    customerId: formattedIdOf('customer'),
    endpoint: z.string(),
    userAgent: z.string().nullable(),
    createdAt: formattedInstant,
  })
  .meta({ id: 'PushSubscription' })

type Input = z.output<typeof subscriptionInput>

export const pushSubscriptionRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/push-subscriptions',
    tag,
    scope: 'customers:write',
    summary: 'Keep a push subscription; one with the same endpoint is replaced',
    description: '201 when it is new, 200 otherwise.',
    body: subscriptionInput,
    response: subscriptionSchema,
    otherStatuses: [201],
    async handler({ body, sql, at }) {
      const [written] = await writeSubscriptions(sql, [acceptOrRefuse(normaliseSubscription(body))], at)
      if (written === undefined) throw new Problem('unknown_customer')
      return new Answer(written.isNew ? 201 : 200, viewSubscription(written))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/push-subscriptions/bulk',
    tag,
    scope: 'customers:write',
    summary: 'Keep up to 5,000 push subscriptions',
    body: bulkBody('pushSubscriptions'),
    documentedBody: documentBulkBody('pushSubscriptions', subscriptionInput),
    response: bulkResponse,
    async handler({ body, sql, at }) {
      const rows = readRows(body.pushSubscriptions, subscriptionInput, normaliseSubscription)
      const written = await writeSubscriptions(
        sql,
        rows.accepted.map(({ value }) => value),
        at,
      )
      const results = written.map((row): WrittenRow =>
        row === undefined
          ? { status: 'rejected', faults: [{ field: 'customerExternalId', message: 'The customer is not known' }] }
          : { status: row.isNew ? 'created' : 'updated', id: row.id },
      )
      return answerRows(rows, results, { kind: 'pushSubscription', externalIdOf: () => null })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/push-subscriptions',
    tag,
    scope: 'customers:read',
    summary: 'List push subscriptions, newest first',
    query: z.strictObject({ customer: referenceTo('customer').optional(), ...pageQuery }),
    response: pageOf(subscriptionSchema),
    async handler({ query: { customer, cursor, limit = defaultLimit }, sql }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const customerId = await findCustomer(sql, customer)
      if (customerId === null) return { data: [], nextCursor: null }
      return makePage(await listPushSubscriptions(sql, { customerId, before, limit: limit + 1 }), limit, viewSubscription, (row) => [
        row.id,
      ])
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/push-subscriptions/{id}',
    tag,
    scope: 'customers:write',
    summary: 'Forget a push subscription',
    params: idParams('pushSubscription'),
    async handler({ params, sql }) {
      if ((await deletePushSubscriptions(sql, [params.id])) === 0) throw new Problem('not_found')
    },
  }),
]

function normaliseSubscription(input: Input): Normalised<Input> {
  const endpoint = normaliseEndpoint(input.endpoint)
  const faults = [
    ...((input.customerId === undefined) === (input.customerExternalId === undefined)
      ? [{ field: 'customerExternalId', message: 'Send customerId or customerExternalId' }]
      : []),
    ...(endpoint === undefined ? [{ field: 'endpoint', message: 'Not an https URL' }] : []),
    ...(isPublicKey(input.keys.p256dh) ? [] : [{ field: 'keys.p256dh', message: 'Not a public key on P-256 in base64url' }]),
    ...(isAuthSecret(input.keys.auth) ? [] : [{ field: 'keys.auth', message: 'Not 16 bytes in base64url' }]),
  ]
  return faults.length === 0 && endpoint !== undefined ? { kind: 'accepted', value: { ...input, endpoint } } : { kind: 'rejected', faults }
}

/** One for each row, in their order; undefined where the customer is not known. */
async function writeSubscriptions(
  sql: Sql,
  inputs: readonly Input[],
  at: Date,
): Promise<((PushSubscription & { isNew: boolean }) | undefined)[]> {
  return runInTransaction(sql, async (sql) => {
    const customerIds = await findCustomerIds(sql, inputs)
    const owned = inputs.flatMap((input, index) => {
      const customerId = customerIds[index]
      return customerId === undefined ? [] : [{ input, customerId }]
    })
    const written = await upsertPushSubscriptions(
      sql,
      owned.map(({ input, customerId }) => ({
        customerId,
        endpoint: input.endpoint,
        p256dh: input.keys.p256dh,
        auth: input.keys.auth,
        userAgent: input.userAgent ?? null,
      })),
    )
    await recordConsents(
      sql,
      owned.flatMap(({ input, customerId }) =>
        input.consent === undefined ? [] : [{ source: 'api', occurredAt: at, ...input.consent, customerId, channel: 'push' as const }],
      ),
    )
    let next = 0
    return customerIds.map((customerId) => (customerId === undefined ? undefined : written[next++]))
  })
}

function viewSubscription({ id, customerId, endpoint, userAgent, createdAt }: PushSubscription): z.input<typeof subscriptionSchema> {
  return {
    id: formatId('pushSubscription', id),
    customerId: formatId('customer', customerId),
    endpoint,
    userAgent,
    createdAt: createdAt.toISOString(),
  }
}
