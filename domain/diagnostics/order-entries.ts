/** Puts the entries of a timeline in order, and makes those that every campaign has. */
import type { SharedEvidence } from './evidence.ts'
import { type Entry, makeEntry } from './entries.ts'

/**
 * By instant. What one narrator tells stays in the order in which it was told, also where two clocks differ by a moment.
 * @param told in the narrator's order @param others in any order
 */
export function orderEntries(told: readonly Entry[], others: readonly Entry[]): Entry[] {
  let latest = 0
  const keyed = told.map((entry) => {
    latest = Math.max(latest, entry.at.getTime())
    return { entry, key: latest }
  })
  const rest = others.map((entry) => ({ entry, key: entry.at.getTime() }))
  return [...keyed, ...rest].sort((a, b) => a.key - b.key).map(({ entry }) => entry)
}

/** What became of the messages after they left, failed calls, vouchers, and orders. @param stepOf of a send */
export function listSharedEntries(
  { deliveries, receipts, failures, vouchers, orders }: SharedEvidence,
  { isOwnVoucher, stepOfVoucher }: { isOwnVoucher(occurrence: string): boolean; stepOfVoucher(occurrence: string): string | null },
): Entry[] {
  const steps = new Map(deliveries.map(({ sendId, step }) => [sendId, step]))
  const isOwn = ({ sendId }: { sendId: string }) => steps.has(sendId)
  return [
    ...failures
      .filter(isOwn)
      .map((failure) =>
        makeEntry(
          { at: failure.at, channel: failure.channel, step: steps.get(failure.sendId) ?? null },
          { kind: 'call_failed', code: failure.code, willRetry: failure.willRetry, retryAfterMs: failure.retryAfterMs },
        ),
      ),
    ...vouchers
      .filter(({ occurrence }) => isOwnVoucher(occurrence))
      .map(({ at, occurrence, voucherId, event, attempt, reasons, by }) =>
        makeEntry({ at, step: stepOfVoucher(occurrence) }, { kind: 'voucher', voucherId, event, attempt, reasons, by }),
      ),
    ...receipts
      .filter(isOwn)
      .map(({ at, channel, sendId, type, isBot, link }) =>
        makeEntry({ at, channel, step: steps.get(sendId) ?? null }, { kind: 'receipt', type, isBot, link }),
      ),
    ...orders.map(({ id, at, amountMinor, currency, creditedTo }) =>
      makeEntry({ at }, { kind: 'ordered', orderId: id, amountMinor, currency, isCredited: creditedTo !== null && steps.has(creditedTo) }),
    ),
  ]
}
