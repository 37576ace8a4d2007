/** A draft before it leaves: as one customer would see it, in one's own mailbox, and checked. */
import { z } from 'zod'
import { readRenderedCustomer, type RenderedCustomer } from '../../../db/queries/broadcast-report/read-rendered-customer.ts'
import { readTestSend, type TestSend } from '../../../db/queries/broadcast-report/read-test-send.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import type { Sql } from '../../../db/client.ts'
import { runInTransaction } from '../../../db/transaction.ts'
import { formatDeliveryRef, formatId } from '../../../domain/ids.ts'
import { freezeMessage } from '../../../messages/freeze.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { checkBroadcast } from '../../preflight/check-broadcast.ts'
import { nobody } from '../../preflight/estimate-sms.ts'
import { sendTest } from '../../preflight/send-test.ts'
import { preflightSchema, previewRequestSchema, previewSchema, testRequestSchema, testSendSchema } from '../../schemas/broadcast-preview.ts'
import { idOf, idParams } from '../../schemas/ids.ts'
import type { RecordKey } from '../../schemas/references.ts'
import { renderPreview } from '../../views/broadcast-preview.ts'
import { findBroadcast } from './drafts.ts'

const tag = 'Broadcasts'
const params = idParams('broadcast')

export const previewRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/broadcasts/{id}/preview',
    tag,
    summary: 'Render the message as a customer would get it, or for nobody in particular',
    description: 'Links in a preview lead to nobody: following them changes nothing.',
    scope: 'broadcasts:read',
    params,
    body: previewRequestSchema,
    response: previewSchema,
    async handler({ params: { id }, body, sql, dependencies }) {
      const { channel, message } = await findBroadcast(sql, id)
      const { value: store } = await readSettings(sql, 'store')
      const { frozen, problems } = freezeMessage(message, { store })
      const customer = await findCustomer(sql, toRecordKey(body), frozen?.fields ?? [])
      const delivery = { ref: formatDeliveryRef({ sendId: id, customerId: nobody }), mergeFields: customer?.mergeFields ?? {}, address: '' }
      const rendered = frozen === undefined ? undefined : renderPreview(frozen, { delivery, links: dependencies.config, store })
      return {
        channel,
        problems,
        customerId: customer === undefined ? null : formatId('customer', customer.id),
        isRendered: rendered !== undefined,
        ...rendered,
      }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/broadcasts/{id}/test',
    tag,
    summary: 'Send the message once, to an address of one’s own',
    description: 'It leaves through the send path as a transactional message; consent and cooldown are not asked, a suppression is.',
    scope: 'broadcasts:send',
    idempotencyKey: 'optional',
    params,
    body: testRequestSchema,
    status: 202,
    response: testSendSchema,
    async handler({ params: { id }, body, sql }) {
      const { message } = await findBroadcast(sql, id)
      const { value: store } = await readSettings(sql, 'store')
      const { frozen, problems } = freezeMessage(message, { store })
      const customer = await findCustomer(sql, body.customerId, frozen?.fields ?? [])
      const testId = await runInTransaction(sql, (transaction) =>
        sendTest(transaction, { broadcastId: id, frozen, problems, to: body.to, customer, store }),
      )
      return showTest(sql, id, testId)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/{id}/tests/{testId}',
    tag,
    summary: 'Read what became of a test',
    scope: 'broadcasts:read',
    params: z.strictObject({ id: idOf('broadcast'), testId: z.uuid() }),
    response: testSendSchema,
    handler: ({ params: { id, testId }, sql }) => showTest(sql, id, testId),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/broadcasts/{id}/preflight',
    tag,
    summary: 'Check whether a broadcast is ready to be sent, and whom it would reach',
    scope: 'broadcasts:read',
    params,
    response: preflightSchema,
    async handler({ params: { id }, sql, at, dependencies }) {
      return checkBroadcast(sql, await findBroadcast(sql, id), { now: at, links: dependencies.config })
    },
  }),
]

function toRecordKey({ customerId, customerExternalId }: z.output<typeof previewRequestSchema>): RecordKey | undefined {
  return customerId ?? (customerExternalId === undefined ? undefined : { externalId: customerExternalId })
}

/** @throws Problem 422 for a customer that is not known */
async function findCustomer(sql: Sql, key: RecordKey | undefined, fields: string[]): Promise<RenderedCustomer | undefined> {
  if (key === undefined) return undefined
  const customer = await readRenderedCustomer(sql, key, fields)
  if (customer === undefined) throw new Problem('unknown_customer')
  return customer
}

async function showTest(sql: Sql, broadcastId: string, testId: string): Promise<z.input<typeof testSendSchema>> {
  const test = await readTestSend(sql, broadcastId, testId)
  if (test === undefined) throw new Problem('not_found')
  return viewTest(broadcastId, test)
}

function viewTest(broadcastId: string, test: TestSend): z.input<typeof testSendSchema> {
  return {
    ...test,
    broadcastId: formatId('broadcast', broadcastId),
    createdAt: test.createdAt.toISOString(),
    settledAt: test.settledAt?.toISOString() ?? null,
  }
}
