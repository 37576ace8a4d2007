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
import { findAttributes, findPlaces, readAttributes } from './import-cells.ts'
import type { CustomerField } from './import-columns.ts'
import type { ImportColumn } from './import-header.ts'
import { findCountryCode, notAnInstant, parseConsent, parseInstant } from './import-values.ts'
import type { ImportOptions } from './imports.ts'
import type { FieldFault } from './text-fields.ts'

export interface CustomerRowContext extends CustomerContext {
  /** Of instants that say no offset. */
  timeZone: string
  options: ImportOptions
}

const profileFields = [
  ...['email', 'phone', 'firstName', 'lastName', 'language', 'country', 'region', 'city', 'postalCode', 'timeZone', 'birthday'],
] as (keyof CustomerFields)[]

/** Looks at the columns once, and then at each row. `context.at` is the import's start: consent that does not say when it was given is of then. */
export function createCustomerReader(columns: readonly ImportColumn[], context: CustomerRowContext): RowReader<CustomerWrite> {
  const places = findPlaces<CustomerField>(columns)
  const attributes = findAttributes(columns)
  const profile = profileFields.flatMap((field) => (places[field] === undefined ? [] : [{ field, place: places[field] }]))
  const nameColumn = (field: string) => columns[places[toColumnField(field)] ?? -1]?.header ?? field
  const reject = (fault: FieldFault): RejectedRow => ({ kind: 'rejected', code: 'invalid_value', reason: describeFault(fault, nameColumn) })

  function readRow([cells = []]: readonly (readonly string[])[]): ReadRow<CustomerWrite> {
    const read = (field: CustomerField) => cells[places[field] ?? -1] ?? ''
    const externalId = read('externalId')
    if (externalId === '')
      return {
        kind: 'rejected',
        code: 'missing_value',
        reason: describeFault({ field: 'externalId', message: 'Must not be empty' }, nameColumn),
      }
    const customer: CustomerInput = { externalId }
    for (const { field, place } of profile) {
      const text = cells[place] ?? ''
      if (text !== '') customer[field] = field === 'country' ? findCountryCode(text) : text
    }
    const given = readAttributes(attributes, cells)
    if (given !== undefined) customer.attributes = given
    const consents = readConsents(read, context)
    if (consents.fault !== undefined) return reject(consents.fault)
    if (consents.given !== undefined) customer.consents = consents.given
    const normalised = normaliseCustomer(customer, context)
    if (normalised.kind === 'accepted') return { kind: 'row', row: normalised.value }
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
