/** The timeline of one customer in a broadcast or promotion, told by the rows of the ledger: one for each channel that was tried. */
import type { DeliveryStatus } from '../deliveries.ts'
import { type Entry, makeEntry } from './entries.ts'
import type { DeliveryEvidence, SharedEvidence } from './evidence.ts'
import { listSharedEntries, orderEntries } from './order-entries.ts'

const verdicts: Partial<Record<DeliveryStatus, 'skip' | 'defer'>> = { skipped: 'skip', deferred: 'defer' }

/** @param frozenAt when the audience became recipients, where that is known */
export function tellDeliveries(shared: SharedEvidence, { frozenAt }: { frozenAt: Date | null }): Entry[] {
  const { deliveries } = shared
  const told = deliveries.flatMap((delivery, place) => {
    const [next] = deliveries.slice(place + 1)
    const hasFallen = next !== undefined && next.purpose === delivery.purpose && delivery.acceptedAt !== null
    const fallen = makeEntry(
      { at: delivery.settledAt ?? delivery.claimedAt, channel: delivery.channel, step: delivery.purpose },
      { kind: 'fell_through' },
    )
    return [...tellDelivery(delivery), ...(hasFallen ? [fallen] : [])]
  })
  const matched = frozenAt === null ? [] : [makeEntry({ at: frozenAt }, { kind: 'matched', trigger: null, occurrence: null })]
  const others = listSharedEntries(shared, { isOwnVoucher: () => true, stepOfVoucher: () => null })
  return orderEntries([...matched, ...told], others)
}

function tellDelivery(delivery: DeliveryEvidence): Entry[] {
  const { channel, status, reason, deferUntil, inputs, claimedAt, acceptedAt, settledAt, errorCode, purpose } = delivery
  const place = { channel, step: purpose }
  const verdict = verdicts[status] ?? 'send'
  const claimed = makeEntry(
    { at: claimedAt, ...place },
    {
      kind: 'verdict',
      verdict,
      reason:
        verdict === 'defer' ? (inputs?.['quietUntil'] === undefined ? 'cooldown' : 'quiet_hours') : verdict === 'skip' ? reason : null,
      until: deferUntil,
      inputs,
    },
  )
  if (verdict !== 'send') return [claimed]
  // What came after it left are receipts: entries of their own.
  const isTaken = acceptedAt !== null
  return [
    claimed,
    makeEntry(
      { at: acceptedAt ?? settledAt ?? claimedAt, ...place },
      { kind: 'sent', status: isTaken ? 'accepted' : status, reason: isTaken ? null : reason, code: isTaken ? null : errorCode },
    ),
  ]
}
