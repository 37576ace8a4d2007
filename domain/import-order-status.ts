/** What an order's status, amounts and cancellation say together, of exports that are taken as they are: other programs count in other ways. */
import type { OrderStatus } from './orders.ts'

export interface ToldOrder {
  status: OrderStatus | undefined
  isCancelled: boolean
  totalMinor: number
  /** Undefined where the file does not say. */
  refundedMinor: number | undefined
}

/**
 * Cancelled beats everything. `refunded` is all of the total, whatever the amount says (fees and shipping may have been kept back or added); with a part paid back an order is `partially_refunded`, with nothing it is
 * `paid`. More than the total counts as all of it. A pending order with money back was paid before.
 */
export function settleToldStatus({ status, isCancelled, totalMinor, refundedMinor }: ToldOrder): {
  status: OrderStatus
  refundedMinor: number
} {
  const back = Math.min(Math.max(refundedMinor ?? 0, 0), totalMinor)
  if (isCancelled || status === 'cancelled') return { status: 'cancelled', refundedMinor: back }
  if (status === 'refunded' || (back > 0 && back === totalMinor)) return { status: 'refunded', refundedMinor: totalMinor }
  if (back > 0) return { status: 'partially_refunded', refundedMinor: back }
  return { status: status === 'pending' ? 'pending' : 'paid', refundedMinor: 0 }
}
