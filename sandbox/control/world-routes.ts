/** Faults, the behaviour of the simulated world, and giving it a push by hand. */
import { z } from 'zod'
import { behaviourChangeSchema } from '../behaviour.ts'
import { faultListSchema, faultSchema } from '../faults/fault.ts'
import { replyJson } from '../http-exchange.ts'
import { readEmailFacts } from '../resend/retrieved-email.ts'
import { parseBody, replyNotFound, type Route } from './route.ts'

const PHONE = z
  .string()
  .regex(/^\+?[1-9]\d{2,14}$/, 'must be a phone number')
  .transform((phone) => phone.replace('+', ''))
const inboundSchema = z.strictObject({ from: PHONE, to: z.string().min(1).max(20), text: z.string().min(1).max(1_600) })
const replaySchema = z.strictObject({
  provider: z.enum(['resend', 'vonage', 'store-admin']).optional(),
  id: z.string().optional(),
  type: z.string().optional(),
  limit: z.int().min(1).optional(),
  verbatim: z.boolean().optional(),
})
const emailEventSchema = z.strictObject({
  emailId: z.string(),
  type: z.enum([
    'email.sent',
    'email.delivered',
    'email.delivery_delayed',
    'email.bounced',
    'email.complained',
    'email.opened',
    'email.clicked',
    'email.failed',
    'email.suppressed',
  ]),
  isSoft: z.boolean().optional(),
  link: z.string().optional(),
  userAgent: z.string().optional(),
})
/** A bare list is taken as well as `{seed, faults}`. */
const faultsSchema = z.union([
  faultListSchema,
  z
    .array(faultSchema)
    .max(100)
    .transform((faults) => ({ faults, seed: undefined })),
])

export const worldRoutes: Route[] = [
  { method: 'GET', pattern: /^\/faults$/, handle: (_request, { parts }) => replyJson(200, parts.faults.list()) },
  {
    method: 'PUT',
    pattern: /^\/faults$/,
    handle({ body }, { parts }) {
      const parsed = parseBody(faultsSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      parts.faults.set(parsed.value.faults, parsed.value.seed)
      return replyJson(200, parts.faults.list())
    },
  },
  {
    method: 'DELETE',
    pattern: /^\/faults$/,
    handle(_request, { parts }) {
      parts.faults.set([])
      return replyJson(204)
    },
  },
  { method: 'GET', pattern: /^\/behaviour$/, handle: (_request, { parts }) => replyJson(200, parts.behaviour.get()) },
  {
    method: 'PUT',
    pattern: /^\/behaviour$/,
    handle({ body }, { parts }) {
      const parsed = parseBody(behaviourChangeSchema, body)
      return 'wrong' in parsed ? parsed.wrong : replyJson(200, parts.behaviour.change(parsed.value))
    },
  },
  { method: 'DELETE', pattern: /^\/behaviour$/, handle: (_request, { parts }) => replyJson(200, parts.behaviour.reset()) },
  {
    method: 'POST',
    pattern: /^\/sms\/inbound$/,
    async handle({ body }, { receive }) {
      const parsed = parseBody(inboundSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      const { id, status } = await receive({ ...parsed.value, to: parsed.value.to.replace('+', '') })
      return replyJson(202, { message_uuid: id, webhookStatus: status })
    },
  },
  { method: 'POST', pattern: /^\/receipts\/flush$/, handle: async (_request, { parts }) => replyJson(200, await parts.queue.flush()) },
  {
    method: 'POST',
    pattern: /^\/resend\/events$/,
    async handle({ body }, { parts, announce }) {
      const parsed = parseBody(emailEventSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      const { emailId, type, ...details } = parsed.value
      const item = parts.inbox.email(emailId)
      if (!item) return replyNotFound('email in the inbox')
      return replyJson(202, { emailId, type, webhookStatus: await announce(type, readEmailFacts(item), details) })
    },
  },
  { method: 'GET', pattern: /^\/webhooks$/, handle: (_request, { parts }) => replyJson(200, { data: parts.webhooks.history() }) },
  {
    method: 'POST',
    pattern: /^\/webhooks\/replay$/,
    async handle({ body }, { parts }) {
      const parsed = parseBody(replaySchema, body)
      return 'wrong' in parsed ? parsed.wrong : replyJson(200, await parts.webhooks.replay(parsed.value))
    },
  },
]
