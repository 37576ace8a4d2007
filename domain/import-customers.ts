/** Rows of a file as customers. A blank cell says nothing: what the customer has stays as it is. */
import { channelNames } from './channels.ts'
import {
  type CustomerContext,
  type CustomerConsents,
  type CustomerFields,
  type CustomerInput,
  type CustomerWrite,
  normaliseCustomer,
} from './customers.ts'
import { describeFault, type ReadRow, type RejectedRow, type RowReader } from './import-batches.ts'
import { findAttributes, findPlaces, readAttributes, unguard } from './import-cells.ts'
import type { CustomerField } from './import-columns.ts'
import type { ImportColumn } from './import-header.ts'
import { normaliseCountry } from './locales.ts'
import { normalisePhone } from './phone-numbers.ts'
import { findCountryCode, notAnInstant, parseConsent, parseInstant } from './import-values.ts'
import { makeAddressId } from './import-identity.ts'
import type { ImportOptions, ImportSource } from './imports.ts'
import type { FieldFault } from './text-fields.ts'

export interface CustomerRowContext extends CustomerContext {
  /** Of instants that say no offset. */
  timeZone: string
  options: ImportOptions
  source: ImportSource
}

export interface ImportedCustomer {
  write: CustomerWrite
  /** The row has the store's own id; else its address stands in for it (import-identity). */
  hasOwnId: boolean
}

/** `Ada King Lovelace` → Ada King, Lovelace. */
export function splitFullName(text: string): { firstName?: string; lastName?: string } {
  const words = text.trim().split(/\s+/)
  const last = words.length > 1 ? words.pop() : undefined
  const first = words.join(' ')
  return { ...(first === '' ? {} : { firstName: first }), ...(last === undefined ? {} : { lastName: last }) }
}

const profileFields = [
  ...['email', 'phone', 'firstName', 'lastName', 'language', 'country', 'region', 'city', 'postalCode', 'timeZone', 'birthday'],
] as (keyof CustomerFields)[]

/** Looks at the columns once, and then at each row. `context.at` is the import's start: consent that does not say when it was given is of then. */
export function createCustomerReader(columns: readonly ImportColumn[], context: CustomerRowContext): RowReader<ImportedCustomer> {
  const isKnown = context.source !== 'generic'
  const places = findPlaces<CustomerField>(columns)
  const attributes = findAttributes(columns)
  const profile = profileFields.flatMap((field) => (places[field] === undefined ? [] : [{ field, place: places[field] }]))
  const nameColumn = (field: string) => columns[places[toColumnField(field)] ?? -1]?.header ?? field
  const reject = (fault: FieldFault): RejectedRow => ({ kind: 'rejected', code: 'invalid_value', reason: describeFault(fault, nameColumn) })

  const identity = (['externalId', 'email', 'phone'] as const).find((field) => places[field] !== undefined) ?? 'externalId'

  function readRow([cells = []]: readonly (readonly string[])[]): ReadRow<ImportedCustomer> {
    const read = (field: CustomerField) => {
      const text = cells[places[field] ?? -1] ?? ''
      return isKnown ? unguard(text) : text
    }
    const ownId = read('externalId')
    const missing = (field: CustomerField): RejectedRow => ({
      kind: 'rejected',
      code: 'missing_value',
      reason: describeFault({ field, message: 'Must not be empty' }, nameColumn),
    })
    if (ownId === '' && !isKnown) return missing('externalId')
    if (ownId === '' && read('email') === '' && read('phone') === '' && read('otherPhone') === '') return missing(identity)
    const externalId = ownId || 'nobody'
    const customer: CustomerInput = { externalId }
    for (const { field, place } of profile) {
      const text = isKnown ? unguard(cells[place] ?? '') : (cells[place] ?? '')
      if (text !== '') customer[field] = field === 'country' ? findCountryCode(text) : text
    }
    if (customer.phone === undefined) {
      // Of an address, as somebody once wrote it: it helps where it is sound.
      const otherPhone = read('otherPhone')
      const other =
        otherPhone === '' ? undefined : normalisePhone(otherPhone, normaliseCountry(customer.country ?? '') ?? context.defaultCountry)
      if (other !== undefined) customer.phone = other
    }
    if (customer.firstName === undefined && customer.lastName === undefined) Object.assign(customer, splitFullName(read('fullName')))
    const given = readAttributes(attributes, cells)
    if (given !== undefined) customer.attributes = given
    const consents = readConsents(read, context)
    if (consents.fault !== undefined) return reject(consents.fault)
    if (consents.given !== undefined) customer.consents = consents.given
    const normalised = normaliseCustomer(customer, context)
    if (normalised.kind === 'accepted') {
      if (ownId !== '') return { kind: 'row', row: { write: normalised.value, hasOwnId: true } }
      const addressId = makeAddressId(normalised.value)
      return addressId === undefined
        ? missing(identity)
        : { kind: 'row', row: { write: { ...normalised.value, externalId: addressId }, hasOwnId: false } }
    }
    const [fault] = normalised.faults
    return reject(fault ?? { field: '', message: 'Not valid' })
  }
  return { readRow, nameColumn }
}

/**
 * Only a statement that says both where and when it was made may bring back somebody who had left; one that does not is the import's own, and
 * the rules of consent keep it from doing that.
 */
function readConsents(
  read: (field: CustomerField) => string,
  context: CustomerRowContext,
): { given?: CustomerConsents; fault?: FieldFault } {
  const given: CustomerConsents = {}
  for (const channel of channelNames) {
    const field = `${channel}Consent` as const
    const text = read(field)
    if (text === '') continue
    const status = parseConsent(text)
    if (status === undefined) return { fault: { field, message: 'Not a consent: write subscribed, unsubscribed, pending or never' } }
    const time = read('consentAt')
    const occurredAt = time === '' ? context.at : parseInstant(time, context.timeZone)
    if (occurredAt === undefined) return { fault: { field: 'consentAt', message: notAnInstant } }
    const source = read('consentSource') || (context.options.consentSource ?? '')
    given[channel] = { status, source: source !== '' && time !== '' ? `import:${source}` : 'import', occurredAt }
  }
  return Object.keys(given).length === 0 ? {} : { given }
}

/** `consents.email.occurredAt` → the column that it came from. */
function toColumnField(field: string): CustomerField {
  const [, channel, part] = /^consents\.(\w+)\.?(\w*)/.exec(field) ?? []
  if (channel === undefined) return field as CustomerField
  if (part === 'source') return 'consentSource'
  return part === 'occurredAt' ? 'consentAt' : (`${channel}Consent` as CustomerField)
}
