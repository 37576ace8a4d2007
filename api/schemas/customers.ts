/** Customers, in and out. */
import { z } from 'zod'
import type { CustomerConsents, CustomerInput } from '../../domain/customers.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { consentStatus, inlineConsent } from './consents.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'

const text = z.string().max(1000).nullish()

const fields = {
  email: text.meta({ example: 'ada@example.com' }),
  phone: text.meta({
    description: 'With its country code, or in the way of the customer’s or the store’s country; kept in E.164.',
    example: '+4930901820',
  }),
  firstName: text,
  lastName: text,
  language: text.meta({ description: 'BCP 47.', example: 'de-DE' }),
  country: text.meta({ description: 'ISO 3166-1 alpha-2.', example: 'DE' }),
  region: text,
  city: text,
  postalCode: text,
  timeZone: text.meta({ description: 'IANA name.', example: 'Europe/Berlin' }),
  birthday: text.meta({ description: 'YYYY-MM-DD.', example: '1990-04-12' }),
  attributes: z.record(z.string(), z.unknown()).optional().meta({ description: 'Merged into those that are there; null removes a key.' }),
  consents: z.strictObject({ email: inlineConsent.optional(), sms: inlineConsent.optional(), push: inlineConsent.optional() }).optional(),
}

/** A field that is absent is kept; null clears it. */
export const customerInput = z
  .strictObject({ externalId: z.string(), ...fields })
  .meta({ id: 'CustomerInput', description: 'A field that is absent is kept as it was; null clears it.' })

/** Where the path names the customer. */
export const customerFields = z
  .strictObject(fields)
  .meta({ id: 'CustomerFields', description: 'A field that is absent is kept as it was; null clears it.' })

export const customerSchema = z
  .strictObject({
    id: formattedIdOf('customer'),
    externalId: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    language: z.string().nullable(),
    country: z.string().nullable(),
    region: z.string().nullable(),
    city: z.string().nullable(),
    postalCode: z.string().nullable(),
    timeZone: z.string().nullable(),
    birthday: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
    consents: z.strictObject({ email: consentStatus, sms: consentStatus, push: consentStatus }),
    segments: z.array(z.enum(segmentKeys)),
    orders: z
      .strictObject({
        count: z.int(),
        net: money,
        firstAt: formattedInstant,
        lastAt: formattedInstant,
        scores: z.strictObject({ recency: z.int(), frequency: z.int(), monetary: z.int() }),
      })
      .nullable()
      .meta({ description: 'Figures over valid orders, as of the latest scoring; null without any.' }),
    createdAt: formattedInstant,
    updatedAt: formattedInstant,
  })
  .meta({ id: 'Customer' })

type ParsedCustomer = z.output<typeof customerFields> & { externalId: string }

/** Fills in what a statement of consent leaves out. */
export function toCustomerInput({ consents, ...customer }: ParsedCustomer, at: Date): CustomerInput {
  if (consents === undefined) return customer
  const complete: CustomerConsents = Object.fromEntries(
    Object.entries(consents).map(([channel, consent]) => [channel, { source: 'api', occurredAt: at, ...consent }]),
  )
  return { ...customer, consents: complete }
}
