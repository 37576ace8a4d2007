/** What campaigns did, in figures that add up: those of the parts of a period, and those of the campaigns, are the same sums in another order. */

/** Amounts by currency (ISO 4217), never added over currencies. */
export type Amounts = Record<string, number>

export interface ActivityFigures {
  /** Vouchers to which it happened in the time, as they stand now: a redemption that was taken back is none. */
  issued: number
  delivered: number
  accepted: number
  redeemed: number
  expired: number
  revoked: number
  rolledBack: number
  /** Of those that were issued in the time, how many are redeemed by now. */
  redeemedOfIssued: number
  /** That a provider took. */
  messages: number
  /** Orders placed in the time that are counted for the campaign, and how many of them by its voucher. */
  orders: number
  ordersWithVoucher: number
  /** Minor units, net of refunds. */
  revenue: Amounts
  /** Minor units. */
  discount: Amounts
  /** Millionths of the currency's unit. Where the provider has not said, what the store's own price of a part makes of it, which is in the second too. */
  messageCost: Amounts
  estimatedMessageCost: Amounts
}

const counts = [
  'issued',
  'delivered',
  'accepted',
  'redeemed',
  'expired',
  'revoked',
  'rolledBack',
  'redeemedOfIssued',
  'messages',
  'orders',
  'ordersWithVoucher',
] as const
const amounts = ['revenue', 'discount', 'messageCost', 'estimatedMessageCost'] as const

/** One sum of a statement: something that happened so often, or came to so much in a currency. */
export interface Sum {
  measure: (typeof counts)[number] | (typeof amounts)[number]
  currency: string | null
  value: number
}

export function zeroFigures(): ActivityFigures {
  const zeros = Object.fromEntries(counts.map((count) => [count, 0])) as Record<(typeof counts)[number], number>
  return { ...zeros, revenue: {}, discount: {}, messageCost: {}, estimatedMessageCost: {} }
}

export function addSum(figures: ActivityFigures, { measure, currency, value }: Sum): void {
  if (isAmount(measure)) {
    if (currency !== null) figures[measure][currency] = (figures[measure][currency] ?? 0) + value
  } else figures[measure] += value
}

function isAmount(measure: Sum['measure']): measure is (typeof amounts)[number] {
  return (amounts as readonly string[]).includes(measure)
}

export function addFigures(all: readonly ActivityFigures[]): ActivityFigures {
  const total = zeroFigures()
  for (const figures of all) {
    for (const count of counts) total[count] += figures[count]
    for (const amount of amounts)
      for (const [currency, value] of Object.entries(figures[amount])) addSum(total, { measure: amount, currency, value })
  }
  return total
}
