/** What happened to a voucher, in sentences. */
import type { VoucherEvent } from '../offers/offer-queries.ts'
import type { TimelineItem } from '../ui/timeline.tsx'
import { formatMoney } from '../words/numbers.ts'
import { describeVoucherEvent } from '../words/offers.ts'

const sources: Record<VoucherEvent['source'], string> = {
  api: 'through the API',
  console: 'in the console',
  customer: 'by the customer',
  campaign: 'by its campaign',
  orders: 'by what became of an order',
  expiry: 'by the clock',
  erasure: 'by the erasure of the customer',
}
const good = new Set(['delivered', 'accepted', 'redeemed', 'reopened'])
const attempts: Record<string, string> = {
  lock: 'Held by a checkout',
  redeem: 'Redeemed',
  accept: 'Accepted',
  validate: 'Tried on a basket',
}

export function tellVoucherEvent({ kind, attempt, reasons, source, occurredAt, order, figures }: VoucherEvent): TimelineItem {
  const isRefusal = kind === 'refused'
  const what = isRefusal
    ? `Refused${attempt === null ? '' : ` when it was to be ${(attempts[attempt] ?? attempt).toLowerCase()}`}`
    : describeVoucherEvent(kind)
  const why = reasons.map(({ message }) => message)
  return {
    at: occurredAt,
    text: `${what} ${sources[source]}${order === null ? '' : `, order ${order}`}.`,
    tone: isRefusal ? 'warn' : good.has(kind) ? 'good' : kind === 'revoked' ? 'bad' : 'quiet',
    notes: [
      ...why,
      ...(figures === null
        ? []
        : [
            `Basket ${formatMoney(figures.basket)}, of it ${formatMoney(figures.inScope)} in scope${figures.discount === null ? '' : `; took off ${formatMoney(figures.discount)}`}${figures.minimumSpend === null ? '' : `; needs ${formatMoney(figures.minimumSpend)}`}.`,
          ]),
    ],
  }
}
