/**
 * How long a voucher can be used. A fixed validity is two instants. A relative one is a number of hours from delivery, each of 3,600 seconds whatever
 * clocks do meanwhile. So that every voucher ends, one whose delivery nobody reports has a last day as well: news of the delivery only ever brings the
 * end forward.
 */

const hourMs = 3_600_000

/** How long after issuing a delivery may be reported before the voucher's hours count all the same. */
const deliveryAllowanceMs = 7 * 24 * hourMs

export type Validity =
  | { kind: 'fixed'; /** From issuing where it is left out. */ from?: string; until: string }
  /** A quarter of an hour to two years, in quarters of an hour. */
  | { kind: 'afterDelivery'; hours: number }

export interface IssuedValidity {
  validFrom: Date
  validUntil: Date
  /** Null where the validity is fixed. */
  validForMs: number | null
}

/** Undefined where it would end before it begins. */
export function planValidity(validity: Validity, issuedAt: Date): IssuedValidity | undefined {
  if (validity.kind === 'fixed') {
    const validUntil = new Date(validity.until)
    const validFrom = validity.from === undefined ? issuedAt : new Date(validity.from)
    return validUntil <= issuedAt ? undefined : { validFrom, validUntil, validForMs: null }
  }
  const validForMs = validity.hours * hourMs
  return { validFrom: issuedAt, validUntil: new Date(issuedAt.getTime() + deliveryAllowanceMs + validForMs), validForMs }
}

/** The end once the voucher is known to have reached the customer, or not to. In SQL: db/queries/vouchers/voucher-columns.ts. */
export function endAfterDelivery({ validUntil, validForMs }: Omit<IssuedValidity, 'validFrom'>, deliveredAt: Date): Date {
  if (validForMs === null) return validUntil
  return new Date(Math.min(validUntil.getTime(), deliveredAt.getTime() + validForMs))
}

/** The expiry run looks at least this often, so that it sees nearly every voucher before its end without being told. */
export const lookForExpiryEveryMs = 10 * 60_000

/** Whoever makes a voucher end within this long tells the run. Longer than the run sleeps: a voucher is seen, or told of. */
export const tellOfExpiryWithinMs = lookForExpiryEveryMs + 2 * 60_000
