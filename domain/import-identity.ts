/**
 * Who a row is about when its file has no customer ids. An address stands in for the id: `email:ada@example.com`, or `phone:+4930901820` where there is no email address. Whoever writes
 * such a row first looks for a customer who has that address already.
 */
import type { CustomerWrite } from './customers.ts'

const prefixes = { email: 'email:', phone: 'phone:' } as const
const maxIdLength = 255

/** Undefined when there is no address, or one too long to be an id. */
export function makeAddressId({ email, phone }: Pick<CustomerWrite, 'email' | 'phone'>): string | undefined {
  const id = email ? prefixes.email + email : phone ? prefixes.phone + phone : undefined
  return id === undefined || id.length > maxIdLength ? undefined : id
}

/** All ids that a customer may have been given for want of the store's own. */
export function listAddressIds({ email, phone }: Pick<CustomerWrite, 'email' | 'phone'>): string[] {
  return [...(email ? [prefixes.email + email] : []), ...(phone ? [prefixes.phone + phone] : [])]
}
