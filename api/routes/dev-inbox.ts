/**
 * The inbox of the sandbox, where one stands in for a provider: what would have reached people, and a way to play what they do. Where no sandbox is in
 * use every one of these answers 404.
 */
import { z } from 'zod'
import { listSendIds, readSentMessages } from '../../db/queries/dev-inbox/read-sent-messages.ts'
import { nameCustomers } from '../../db/queries/operations/name-customers.ts'
import type { Sql } from '../../db/client.ts'
import { channelNames } from '../../domain/channels.ts'
import { parseDeliveryRef, parseId } from '../../domain/ids.ts'
import type { ApiConfig } from '../dependencies.ts'
import { createSandboxClient, type ReceivedMessage, type SandboxClient, type WholeMessage } from '../dev/sandbox-client.ts'
import { decodeCursor, defaultLimit, encodeCursor, pageOf, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import {
  inboxActAnswerSchema,
  inboxActSchema,
  inboxMessageDetailSchema,
  inboxMessageSchema,
  inboxStatusSchema,
} from '../schemas/dev-inbox.ts'
import { idOf } from '../schemas/ids.ts'
import { type KnownOfMessage, viewInboxMessage, viewWholeMessage } from '../views/dev-inbox.ts'

const tag = 'Sandbox'
const path = '/api/v1/dev/inbox'
const params = z.strictObject({ id: z.string().regex(/^[\w-]{1,100}$/) })
/** The latest sends of a campaign: as many as one address of the sandbox takes. */
const sendsAtMost = 300

const campaignIds = ['broadcast', 'promotion', 'autopilot'] as const
const campaignId = z
  .string()
  .refine((id) => readCampaignId(id) !== undefined, { message: 'Not an id of a broadcast, a promotion or an autopilot', abort: true })
  .transform((id) => readCampaignId(id) ?? '')

export const devInboxRoutes = [
  defineRoute({
    method: 'get',
    path,
    tag,
    scope: 'customers:read',
    summary: 'How many messages the sandbox has kept',
    response: inboxStatusSchema,
    async handler({ dependencies: { config } }) {
      const { inbox, inboxVersion, inboxCapacity, waitingErrands } = await openSandbox(config).readStatus()
      return { version: inboxVersion, counts: inbox, keptAtMost: inboxCapacity, waiting: waitingErrands }
    },
  }),
  defineRoute({
    method: 'get',
    path: `${path}/messages`,
    tag,
    scope: 'customers:read',
    summary: 'List what the sandbox has received, newest first',
    query: z.strictObject({
      ...pageQuery,
      channel: z.enum(channelNames).optional(),
      q: z.string().max(200).optional().meta({ description: 'Found in recipient, sender, subject or text.' }),
      to: z.string().max(320).optional().meta({ description: 'Found in the recipient.' }),
      campaign: campaignId.optional().meta({ description: 'Its id. Of an autopilot with very many sends, the latest.' }),
      customer: idOf('customer').optional(),
    }),
    response: pageOf(inboxMessageSchema),
    async handler({ query: { cursor, limit = defaultLimit, campaign, ...filter }, sql, dependencies: { config } }) {
      const sandbox = openSandbox(config)
      const [before] = decodeCursor(z.tuple([z.int().min(1)]), cursor) ?? []
      const sends = campaign === undefined ? undefined : await listSendIds(sql, campaign, sendsAtMost)
      const { data, nextBefore } = await sandbox.list({ ...filter, sends, before, limit })
      const known = await findKnown(sql, data)
      return {
        data: data.map((message) => viewInboxMessage(message, known(message))),
        nextCursor: nextBefore === null ? null : encodeCursor([nextBefore]),
      }
    },
  }),
  defineRoute({
    method: 'get',
    path: `${path}/messages/{id}`,
    tag,
    scope: 'customers:read',
    summary: 'Read a message as it arrived, and what it was filled in with',
    params,
    response: inboxMessageDetailSchema,
    async handler({ params: { id }, sql, dependencies: { config } }) {
      const message = await openSandbox(config).read(id)
      return viewWholeMessage(message, (await findKnown(sql, [message]))(message))
    },
  }),
  defineRoute({
    method: 'post',
    path: `${path}/messages/{id}/acts`,
    tag,
    scope: 'operations:run',
    summary: 'Play what its reader does, or what its provider tells',
    description: 'A reader’s visit takes the links of the message; a provider’s word is a webhook, signed as the real one’s.',
    params,
    body: inboxActSchema,
    response: inboxActAnswerSchema,
    async handler({ params: { id }, body, dependencies: { config } }) {
      return { act: body.act, storeStatus: await openSandbox(config).play(id, body) }
    },
  }),
  defineRoute({
    method: 'delete',
    path: `${path}/messages`,
    tag,
    scope: 'operations:run',
    summary: 'Forget what the sandbox has received',
    description: 'The ledger keeps all of it.',
    handler: ({ dependencies: { config } }) => openSandbox(config).clear(),
  }),
]

/** @throws Problem `sandbox_not_in_use` */
function openSandbox({ sandboxUrl }: ApiConfig): SandboxClient {
  if (sandboxUrl === undefined) throw new Problem('sandbox_not_in_use')
  return createSandboxClient(sandboxUrl)
}

function readCampaignId(id: string): string | undefined {
  return campaignIds.map((kind) => parseId(kind, id)).find((uuid) => uuid !== undefined)
}

async function findKnown(
  sql: Sql,
  messages: readonly (ReceivedMessage | WholeMessage)[],
): Promise<(message: ReceivedMessage | WholeMessage) => KnownOfMessage> {
  const keys = messages.flatMap(({ reference }) => (reference === null ? [] : (parseDeliveryRef(reference) ?? [])))
  const [sent, customers] = await Promise.all([
    readSentMessages(sql, keys),
    nameCustomers(
      sql,
      keys.map(({ customerId }) => customerId),
    ),
  ])
  const byKey = new Map(sent.map((one) => [`${one.sendId} ${one.customerId}`, one]))
  return ({ reference }) => {
    const key = reference === null ? undefined : parseDeliveryRef(reference)
    return key === undefined
      ? { sent: undefined, customer: undefined }
      : { sent: byKey.get(`${key.sendId} ${key.customerId}`), customer: customers.get(key.customerId) }
  }
}
