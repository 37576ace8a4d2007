/** Statements of consent, in and out. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { consentStatuses } from '../../domain/consents.ts'
import { formattedIdOf, idOf } from './ids.ts'
import { formattedInstant, instant } from './instants.ts'

export const channel = z.enum(channelNames)
export const consentStatus = z.enum(consentStatuses)

const statement = {
  status: consentStatus,
  source: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Where it was said: checkout, newsletter_form, …; `api` when left out.' }),
  occurredAt: instant
    .optional()
    .meta({ description: 'Now when left out. A statement older than the latest one is kept as evidence only.' }),
  wordingVersion: z.string().max(100).nullish().meta({ description: 'Which wording was agreed to.' }),
}

/** Along with a customer: permission for the address that the customer has then. */
export const inlineConsent = z.strictObject(statement).meta({ id: 'InlineConsent' })

export const consentInput = z
  .strictObject({
    customerId: idOf('customer').optional(),
    customerExternalId: z.string().optional(),
    channel,
    ...statement,
    address: z.string().max(2048).nullish().meta({
      description:
        'What the statement was about; the customer’s own address when left out. Permission for another address is kept as evidence only.',
    }),
  })
  .meta({ id: 'ConsentInput' })

export const consentEventSchema = z
  .strictObject({
    id: formattedIdOf('consentEvent'),
    customerId: formattedIdOf('customer'),
    channel,
    status: consentStatus,
    previousStatus: consentStatus,
    source: z.string(),
    address: z.string().nullable(),
    wordingVersion: z.string().nullable(),
    isApplied: z.boolean().meta({ description: 'False where it came late or an opt-out outranks it.' }),
    occurredAt: formattedInstant,
    recordedAt: formattedInstant,
    recordedBy: z
      .strictObject({
        id: formattedIdOf('member'),
        name: z.string().nullable().meta({ description: 'For who may read members; null of one who was removed since.' }),
      })
      .nullable()
      .meta({ description: 'The member who recorded it in the console; null for what came otherwise.' }),
  })
  .meta({ id: 'ConsentEvent' })
