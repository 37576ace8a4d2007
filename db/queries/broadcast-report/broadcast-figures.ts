/** What broadcasts did, in figures that add up: those of the parts of a period, and those of the broadcasts, are the same sums in another order. */

/** Amounts by currency (ISO 4217), never added over currencies. */
export type Amounts = Record<string, number>

const counts = ['messages', 'delivered', 'opened', 'clicked', 'unsubscribed', 'complained', 'orders'] as const
const amounts = ['revenue', 'messageCost', 'estimatedMessageCost'] as const

type Counts = Record<(typeof counts)[number], number>

/**
 * `messages` are those that a provider took; `delivered` to `complained` are those of them of which it is known by now. `revenue` is in minor units, net of refunds; costs are
 * in millionths of the currency's unit, and where the provider has said none, what the store's own price of an SMS part makes of it, which is in the estimated cost too.
 */
export type BroadcastFigures = Counts & Record<(typeof amounts)[number], Amounts>

export function zeroFigures(): BroadcastFigures {
  const zeros = Object.fromEntries(counts.map((count) => [count, 0])) as Counts
  return { ...zeros, revenue: {}, messageCost: {}, estimatedMessageCost: {} }
}

export function addTo(total: BroadcastFigures, part: Partial<BroadcastFigures>): void {
  for (const count of counts) total[count] += part[count] ?? 0
  for (const amount of amounts)
    for (const [currency, value] of Object.entries(part[amount] ?? {})) total[amount][currency] = (total[amount][currency] ?? 0) + value
}

export function addFigures(all: readonly BroadcastFigures[]): BroadcastFigures {
  const total = zeroFigures()
  for (const figures of all) addTo(total, figures)
  return total
}
