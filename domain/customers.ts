/**
 * A customer as a sender writes it, checked and made comparable. The API and imports both come through here, so that the same person is the
 * same row whichever way they arrive. A field that is absent is kept as it was; null, or an empty text, clears it.
 */
import { normaliseBirthday } from './birthdays.ts'
import { type ChannelName, channelNames } from './channels.ts'
import type { ConsentStatement } from './consents.ts'
import { normaliseEmail } from './email-addresses.ts'
import { normaliseCountry, normaliseLanguage } from './locales.ts'
import { normalisePhone } from './phone-numbers.ts'
import { findIdFault, findObjectFault, type FieldFault, normaliseText } from './text-fields.ts'
import { normaliseTimeZone } from './time-zones.ts'

export interface CustomerFields {
  /** Lower case. */
  email: string | null
  /** E.164. */
  phone: string | null
  firstName: string | null
  lastName: string | null
  /** BCP 47. */
  language: string | null
  /** ISO 3166-1 alpha-2. */
  country: string | null
  region: string | null
  city: string | null
  postalCode: string | null
  /** IANA name. */
  timeZone: string | null
  /** `YYYY-MM-DD`. */
  birthday: string | null
}

export type CustomerConsents = Partial<Record<ChannelName, Omit<ConsentStatement, 'channel'>>>

export interface CustomerInput extends Partial<CustomerFields> {
  /** The store's own id. */
  externalId: string
  /** Merged into those that are there; a null value removes its key. */
  attributes?: Record<string, unknown>
  consents?: CustomerConsents
}

/** The same, normalised. */
export type CustomerWrite = CustomerInput

export type Normalised<T> = { kind: 'accepted'; value: T } | { kind: 'rejected'; faults: FieldFault[] }

export interface CustomerContext {
  /** The store's country: how phone numbers without a country code are read, unless the customer's own country is given along with them. */
  defaultCountry: string
  at: Date
}

const maxAttributesLength = 32_768
const texts = { firstName: 200, lastName: 200, region: 200, city: 200, postalCode: 40 } as const
const textLengths = Object.entries(texts) as [keyof typeof texts, number][]

export function normaliseCustomer(input: CustomerInput, { defaultCountry, at }: CustomerContext): Normalised<CustomerWrite> {
  const faults: FieldFault[] = []
  const write: CustomerWrite = { ...input }
  const idFault = findIdFault('externalId', input.externalId)
  if (idFault !== undefined) faults.push(idFault)

  const take = (field: keyof CustomerFields, normalise: (text: string) => string | undefined, message: string) => {
    const given = input[field]
    if (given === undefined || given === null) return
    if (given.trim() === '') write[field] = null
    else {
      const value = normalise(given)
      if (value === undefined) faults.push({ field, message })
      else write[field] = value
    }
  }
  take('country', normaliseCountry, 'Not a country (ISO 3166-1 alpha-2)')
  take('email', normaliseEmail, 'Not an email address')
  take(
    'phone',
    (text) => normalisePhone(text, write.country ?? defaultCountry),
    'Not a phone number; send it with its country code, or the country along with it',
  )
  take('language', normaliseLanguage, 'Not a language (BCP 47)')
  take('timeZone', normaliseTimeZone, 'Not a time zone (IANA name)')
  take('birthday', (text) => normaliseBirthday(text, at), 'Not a day (YYYY-MM-DD) between 1900 and today')
  for (const [field, length] of textLengths) {
    if (input[field] === undefined) continue
    take(field, (text) => normaliseText(text, length), `Longer than ${length} characters, or not plain text`)
  }
  if (input.attributes !== undefined) {
    const fault = findObjectFault('attributes', input.attributes, maxAttributesLength)
    if (fault !== undefined) faults.push(fault)
  }
  for (const channel of channelNames) {
    const consent = input.consents?.[channel]
    if (consent !== undefined)
      faults.push(...findConsentFaults(consent, at).map((fault) => ({ ...fault, field: `consents.${channel}.${fault.field}` })))
  }
  return faults.length === 0 ? { kind: 'accepted', value: write } : { kind: 'rejected', faults }
}

// Clocks differ; a statement from next week is a mistake that would outrank every opt-out until then.
const clockToleranceMs = 5 * 60_000

export function findConsentFaults(consent: Pick<ConsentStatement, 'source' | 'occurredAt' | 'wordingVersion'>, at: Date): FieldFault[] {
  const faults: FieldFault[] = []
  if (consent.source.trim() === '' || consent.source.length > 100) faults.push({ field: 'source', message: 'Must be 1 to 100 characters' })
  if ((consent.wordingVersion ?? '').length > 100) faults.push({ field: 'wordingVersion', message: 'Must be at most 100 characters' })
  if (consent.occurredAt.getTime() > at.getTime() + clockToleranceMs) faults.push({ field: 'occurredAt', message: 'Is in the future' })
  return faults
}
