/** The sandbox's inbox as the API gives it: what was received instead of by real people, and what can be played. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

const channel = z.enum(channelNames)
/** What the provider may tell, and what a reader may do. */
export const inboxActs = [
  'delivered',
  'bounced',
  'soft_bounced',
  'complained',
  'undeliverable',
  'rejected',
  'opened',
  'clicked',
  'unsubscribed',
  'replied',
] as const
const inboxAct = z.enum(inboxActs)

export const inboxStatusSchema = z
  .strictObject({
    version: z.int().meta({ description: 'Grows with every message and everything that happens to one: another one is another inbox.' }),
    counts: z.strictObject({ email: z.int(), sms: z.int(), push: z.int() }),
    keptAtMost: z.int().meta({ description: 'So many of each channel are kept: the latest.' }),
    waiting: z.int().meta({ description: 'Receipts and readers whose time has not come.' }),
  })
  .meta({ id: 'InboxStatus' })

const campaign = z
  .strictObject({
    kind: z.enum(['broadcast', 'promotion', 'autopilot']),
    id: z.string(),
    name: z.string(),
    isTest: z.boolean().meta({ description: 'It was sent to try the message out.' }),
  })
  .nullable()
  .meta({ description: 'Null for what belongs to none: an answer to a keyword, a test of a channel.' })

const messageFields = {
  id: z.string(),
  channel,
  direction: z.enum(['outbound', 'inbound']).meta({ description: '`inbound`: a customer has written.' }),
  at: formattedInstant,
  status: z.string().meta({ description: 'The latest of what happened, in a word.' }),
  sender: z.string().nullable(),
  recipient: z.string().meta({ description: 'An address, a number with its plus, or the subscription of a device.' }),
  title: z.string().nullable().meta({ description: 'The subject of an email, the title of a notification.' }),
  text: z.string().nullable().meta({ description: 'The text of an SMS or a notification.' }),
  campaign,
  customer: z.strictObject({ id: formattedIdOf('customer'), externalId: z.string(), name: z.string().nullable() }).nullable(),
}

export const inboxMessageSchema = z.strictObject(messageFields).meta({ id: 'InboxMessage' })

export const inboxMessageDetailSchema = z
  .strictObject({
    ...messageFields,
    events: z.array(z.strictObject({ at: formattedInstant, what: z.string() })),
    email: z
      .strictObject({
        html: z
          .string()
          .nullable()
          .meta({ description: 'As it was sent. To look at it is to fetch its pictures, as a mail program does.' }),
        text: z.string().nullable(),
        headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
        unsubscribeUrl: z.string().nullable(),
      })
      .nullable(),
    sms: z.strictObject({ parts: z.int() }).nullable(),
    push: z
      .strictObject({
        url: z.string().nullable(),
        icon: z.string().nullable(),
        topic: z.string().nullable(),
        urgency: z.string(),
        ttlSeconds: z.number(),
      })
      .nullable(),
    links: z.array(z.string()),
    mergeFields: z
      .array(z.strictObject({ name: z.string(), value: z.string() }))
      .meta({ description: 'What it was filled in with, as it was sent. Empty for what is no delivery.' }),
    acts: z.array(inboxAct).meta({ description: 'What can be played with it.' }),
  })
  .meta({ id: 'InboxMessageDetail' })

export const inboxActSchema = z
  .strictObject({
    act: inboxAct,
    link: z.string().max(4_096).optional().meta({ description: 'Of a click: one of `links`; the first when left out.' }),
    text: z.string().trim().min(1).max(1_600).optional().meta({ description: 'Of a reply; STOP when left out.' }),
  })
  .meta({ id: 'InboxAct' })

export const inboxActAnswerSchema = z
  .strictObject({
    act: inboxAct,
    storeStatus: z.int().nullable().meta({ description: 'What the webhook was answered; 0: nothing. Null where there was none to post.' }),
  })
  .meta({ id: 'InboxActAnswer' })
