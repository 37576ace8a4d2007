/** What a write changes about a customer who is there: fields are laid over fields, and permission does not move to another address. */
import { isDeepStrictEqual } from 'node:util'
import { addressChanged, type ConsentStatement } from './consents.ts'
import type { CustomerFields, CustomerWrite } from './customers.ts'

export interface StoredCustomer extends CustomerFields {
  /** UUID. */
  id: string
  externalId: string
  attributes: Record<string, unknown>
}

const fields = [
  'email',
  'phone',
  'firstName',
  'lastName',
  'language',
  'country',
  'region',
  'city',
  'postalCode',
  'timeZone',
  'birthday',
] as const satisfies readonly (keyof CustomerFields)[]

/** `resets` are the statements that end a permission with its address (domain/consents). */
export function layCustomer(
  before: StoredCustomer,
  write: CustomerWrite,
  at: Date,
): { after: StoredCustomer; isChanged: boolean; resets: ConsentStatement[] } {
  const after: StoredCustomer = { ...before }
  for (const field of fields) {
    const value = write[field]
    if (value !== undefined) after[field] = value
  }
  if (write.attributes !== undefined) after.attributes = withoutNulls({ ...before.attributes, ...write.attributes })
  const resets: ConsentStatement[] = []
  if (before.email !== null && before.email !== after.email) resets.push(endPermission('email', before.email, at))
  if (before.phone !== null && before.phone !== after.phone) resets.push(endPermission('sms', before.phone, at))
  const isChanged = fields.some((field) => before[field] !== after[field]) || !isDeepStrictEqual(before.attributes, after.attributes)
  return { after, isChanged, resets }
}

function endPermission(channel: 'email' | 'sms', address: string, at: Date): ConsentStatement {
  return { channel, status: 'never', source: addressChanged, address, occurredAt: at }
}

/** A null attribute is one that is not there. */
export function withoutNulls(attributes: Record<string, unknown>): Record<string, unknown> {
  if (!Object.values(attributes).includes(null)) return attributes
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null))
}
