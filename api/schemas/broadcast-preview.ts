/** A draft before it leaves: preview, test and preflight as the API takes and gives them. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { deliveryStatuses } from '../../domain/deliveries.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { referenceTo } from './references.ts'

const count = z.int().min(0)
const cost = z.strictObject({ amountMicros: z.number().meta({ description: 'Millionths of the currency’s unit.' }), currency: z.string() })
const level = z.enum(['error', 'warning', 'info'])

export const previewRequestSchema = z.strictObject({
  customerId: referenceTo('customer').optional(),
  customerExternalId: z.string().min(1).max(255).optional(),
})

const messageProblem = z.strictObject({
  level,
  code: z.string(),
  part: z.string(),
  message: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
  field: z.string().optional(),
})

export const previewSchema = z
  .strictObject({
    channel: z.enum(channelNames),
    problems: z.array(messageProblem),
    customerId: formattedIdOf('customer')
      .nullable()
      .meta({ description: 'Null when it was rendered for nobody: merge fields take their defaults.' }),
    isRendered: z.boolean().meta({ description: 'False where a problem is an error, or the template fails for this customer.' }),
    email: z
      .strictObject({ from: z.string(), replyTo: z.string().nullable(), subject: z.string(), html: z.string(), text: z.string() })
      .optional(),
    sms: z
      .strictObject({
        from: z.string(),
        text: z.string(),
        encoding: z.string(),
        characters: count,
        parts: count,
        perPart: count,
        estimatedCost: cost,
      })
      .optional(),
    push: z.strictObject({ title: z.string(), body: z.string(), url: z.string(), icon: z.string().nullable() }).optional(),
  })
  .meta({ id: 'BroadcastPreview' })

export const testRequestSchema = z.strictObject({
  to: z
    .string()
    .min(1)
    .max(320)
    .meta({ description: 'An email address; a phone number; for push, the customer (`cus_…` or `ext:…`) whose devices get it.' }),
  customerId: referenceTo('customer').optional().meta({ description: 'Whose merge fields it shows.' }),
})

export const testSendSchema = z
  .strictObject({
    id: z.uuid(),
    broadcastId: formattedIdOf('broadcast'),
    channel: z.enum(channelNames),
    status: z.enum(deliveryStatuses),
    reason: z.string().nullable(),
    errorCode: z.string().nullable(),
    createdAt: formattedInstant,
    settledAt: formattedInstant.nullable(),
  })
  .meta({ id: 'TestSend' })

export const preflightSchema = z
  .strictObject({
    ok: z.boolean().meta({ description: 'No check is an error.' }),
    checks: z.array(z.strictObject({ code: z.string(), level, message: z.string() })),
    audience: z.strictObject({
      members: count,
      reachable: count,
      deferred: count.meta({ description: 'Of the reachable, those who wait for the end of their quiet hours.' }),
      unreachable: z.record(z.string(), count).meta({ description: 'By the reason for which they would be skipped.' }),
    }),
    sms: z.strictObject({ parts: count, encoding: z.string(), estimatedCost: cost }).nullable(),
  })
  .meta({ id: 'BroadcastPreflight' })
