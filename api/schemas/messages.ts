/** Messages as operators write them, one shape a channel. A draft may be unfinished: the preflight says what is missing. */
import { z } from 'zod'

const oneLine = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[^\r\n\u2028\u2029]*$/, 'Must be one line')

const senderSchema = z.strictObject({
  name: oneLine(100),
  email: z.email().max(254),
})

const emailMessageSchema = z.strictObject({
  channel: z.literal('email'),
  subject: oneLine(998).meta({ example: 'We miss you, {{ customer.first_name | default: "there" }}' }),
  preheader: oneLine(500).optional(),
  html: z.string().max(1_000_000),
  text: z.string().max(200_000).optional().meta({ description: 'Made from the HTML where it is left out.' }),
  from: senderSchema.optional().meta({ description: 'The store’s sender where it is left out.' }),
  replyTo: z.email().max(254).optional(),
})

const smsMessageSchema = z.strictObject({
  channel: z.literal('sms'),
  text: z.string().max(1000),
  from: z
    .string()
    .regex(/^(\+?[1-9]\d{2,14}|[A-Za-z0-9 ]{1,11})$/, 'A number in E.164, or a sender id of up to 11 letters and digits')
    .optional(),
})

const pushMessageSchema = z.strictObject({
  channel: z.literal('push'),
  title: oneLine(200),
  body: oneLine(1000),
  url: z.string().max(2000).meta({ description: 'Where a tap leads; https, or http on loopback.' }),
  icon: z.string().max(2000).optional(),
})

export const messageSchema = z
  .discriminatedUnion('channel', [emailMessageSchema, smsMessageSchema, pushMessageSchema])
  .meta({ id: 'Message' })
