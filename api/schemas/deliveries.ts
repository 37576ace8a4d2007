/** Rows of the ledger as the API gives them: who a number stands for, and why. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { deliveryStatuses, skipReasons } from '../../domain/deliveries.ts'
import { pageQuery } from '../http/pagination.ts'
import { hoursQuery } from './broadcast-comparison.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

const deliveryFields = {
  customerId: formattedIdOf('customer'),
  channel: z.enum(channelNames),
  status: z.enum(deliveryStatuses),
  reason: z.string().nullable(),
  errorCode: z.string().nullable(),
  deferUntil: formattedInstant.nullable(),
  policyInputs: z.record(z.string(), z.unknown()).nullable().meta({ description: 'What the contact policy looked at.' }),
  claimedAt: formattedInstant,
  attemptedAt: formattedInstant.nullable(),
  acceptedAt: formattedInstant.nullable(),
  settledAt: formattedInstant.nullable(),
  providerMessageId: z.string().nullable(),
  smsParts: z.int().nullable(),
}

export const deliverySchema = z
  .strictObject({
    ...deliveryFields,
    customerExternalId: z.string().nullable().meta({ description: 'Null once the customer was erased.' }),
  })
  .meta({ id: 'Delivery' })

export const deliveryQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(deliveryStatuses).optional(),
  reason: z
    .string()
    .max(100)
    .optional()
    .meta({ description: `Of a skip or a failure: ${skipReasons.join(', ')}.` }),
  engagement: z
    .enum(['opened', 'clicked', 'unsubscribed', 'complained', 'ordered'])
    .optional()
    .meta({ description: 'Only people who did this; `ordered`: whose orders are counted for the broadcast.' }),
  link: z.coerce.number().int().min(0).max(10_000).optional().meta({ description: 'Only people who followed this link of the report.' }),
  sent: z
    .enum(['true'])
    .optional()
    .meta({ description: 'Only people whose message a provider took: accepted, delivered, undeliverable and bounced.' }),
  ...hoursQuery,
})

export const contactSchema = z
  .strictObject({
    sendId: z.uuid(),
    campaignKind: z.string(),
    campaignId: z.string().meta({ description: '`brd_…` for a broadcast, `prm_…` for a promotion, `aut_…` for an autopilot.' }),
    campaignName: z.string().nullable(),
    isMarketing: z.boolean(),
    ...deliveryFields,
    events: z.array(z.strictObject({ type: z.string(), link: z.int().nullable(), isBot: z.boolean(), occurredAt: formattedInstant })),
  })
  .meta({ id: 'Contact' })

export const settlementSchema = z.strictObject({
  status: z.enum(['accepted', 'failed']).meta({ description: '`failed` gives the customer’s cooldown back.' }),
})
