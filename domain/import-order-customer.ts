/** Whose an order of a file is: by the store's id, or by an address, and what the order says of them if they have to be made. */
import type { CustomerContext, CustomerInput, CustomerWrite } from './customers.ts'
import { normaliseCustomer } from './customers.ts'
import { splitFullName } from './import-customers.ts'
import { makeAddressId } from './import-identity.ts'
import type { OrderField } from './import-columns.ts'
import { findCountryCode } from './import-values.ts'
import type { ImportSource } from './imports.ts'

export interface OrderCustomer {
  /** As they would be made. Their id may be one for want of the store's own (import-identity). */
  profile: CustomerWrite
  /** The file says an id of the store's. */
  hasOwnId: boolean
}

export type ReadOrderCustomer =
  | { kind: 'customer'; customer: OrderCustomer }
  | { kind: 'missing' }
  | { kind: 'invalid'; field: OrderField; message: string }

const profileFields = [
  ['customerFirstName', 'firstName'],
  ['customerLastName', 'lastName'],
  ['customerRegion', 'region'],
  ['customerCity', 'city'],
  ['customerPostalCode', 'postalCode'],
] as const

/** @param read the order's value of a column, `''` for none. WooCommerce's plugins write 0 for the id of a guest, and others do. */
export function readOrderCustomer(
  read: (field: OrderField) => string,
  context: CustomerContext & { source: ImportSource },
): ReadOrderCustomer {
  const ownId = read('customerExternalId')
  const email = read('customerEmail') || read('customerOtherEmail')
  const isGuest = ownId === '0' && (context.source === 'woocommerce_order_export' || email !== '' || read('customerPhone') !== '')
  const hasOwnId = ownId !== '' && !isGuest
  const input: CustomerInput = { externalId: hasOwnId ? ownId : 'nobody' }
  for (const [field, name] of profileFields) {
    const text = read(field)
    if (text !== '') input[name] = text
  }
  if (email !== '') input.email = email
  const country = read('customerCountry')
  if (country !== '') input.country = findCountryCode(country)
  if (input.firstName === undefined && input.lastName === undefined) Object.assign(input, splitFullName(read('customerFullName')))
  const { profile, faults } = normaliseGently(input, read, context)
  if (hasOwnId) return { kind: 'customer', customer: { profile, hasOwnId } }
  const externalId = makeAddressId(profile)
  if (externalId !== undefined) return { kind: 'customer', customer: { profile: { ...profile, externalId }, hasOwnId } }
  if (faults.has('email')) return { kind: 'invalid', field: 'customerEmail', message: 'Not an email address' }
  return faults.has('phone') ? { kind: 'invalid', field: 'customerPhone', message: 'Not a phone number' } : { kind: 'missing' }
}

/** The order counts; what it says of its customer is a help, and goes where it is not sound. */
function normaliseGently(
  input: CustomerInput,
  read: (field: OrderField) => string,
  context: CustomerContext,
): { profile: CustomerWrite; faults: Set<string> } {
  const faults = new Set<string>()
  const phones = [read('customerPhone'), read('customerOtherPhone')].filter((text) => text !== '')
  const phone = phones[0]
  let left: CustomerInput = phone === undefined ? input : { ...input, phone }
  for (let tries = 0; ; tries += 1) {
    const normalised = normaliseCustomer(left, context)
    if (normalised.kind === 'accepted') return { profile: normalised.value, faults }
    const next: CustomerInput = { ...left }
    for (const { field } of normalised.faults) {
      const other = field === 'phone' && tries === 0 ? phones[1] : undefined
      if (other !== undefined) next.phone = other
      else {
        faults.add(field)
        delete next[field as keyof Omit<CustomerInput, 'externalId'>]
      }
    }
    // The id is judged with the order.
    if (normalised.faults.every(({ field }) => field === 'externalId')) return { profile: left, faults }
    left = next
  }
}
