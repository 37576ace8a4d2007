/**
 * A batch of webhooks, whole or not at all: the ledger, the events, and what follows from them: suppressions after bounces, complaints and
 * numbers that are none, an opt-out after a complaint. What follows is done for new events alone, so that a late repeat does not undo what an
 * operator or the customer has decided since.
 *
 * Lock order: contact_states of those who complained, then the ledger, then suppressions; claims and recordings take them in that order too.
 */
import type { SuppressionReason } from '../../../domain/suppressions.ts'
import type { Pool, Sql } from '../../client.ts'
import { recordConsents } from '../consents.ts'
import { addSuppressions } from '../suppressions.ts'
import { takeNonces } from '../webhook-nonces.ts'
import { applyReceipts, type LandedReceipt, type ReceivedReceipt } from './apply-receipts.ts'
import { findSuppressedForSoftBounces, judgeSoftBounces } from './soft-bounces.ts'

export interface SignedReceipt {
  receipt: ReceivedReceipt
  /** Who tells: the source of what follows. */
  provider: 'resend' | 'vonage'
  /** Of a webhook whose signature is good for one time. */
  nonce?: string
}

/** `landed` on the ledger; `unknown`: no such delivery, nothing changed; `replayed`: its nonce was seen before, nothing changed. */
export type ReceiptResult = 'landed' | 'unknown' | 'replayed'

type Landed = SignedReceipt & LandedReceipt

/** One result for each, in their order. A nonce may occur once in a batch. */
export async function recordReceipts(pool: Pool, signed: readonly SignedReceipt[], now: Date): Promise<ReceiptResult[]> {
  const results = await pool.begin(async (sql) => {
    // A plan that was made while the ledger was small would read all of it later on.
    await sql`SET LOCAL plan_cache_mode = force_custom_plan`
    const taken = await takeNonces(
      sql,
      signed.flatMap(({ nonce }) => nonce ?? []),
      now,
    )
    const fresh = signed.filter(({ nonce }) => nonce === undefined || taken.has(nonce))
    await lockComplainants(sql, fresh)
    const landed =
      fresh.length === 0
        ? []
        : await applyReceipts(
            sql,
            fresh.map(({ receipt }) => receipt),
          )
    await followUp(
      sql,
      landed.map((one, index) => ({ ...one, ...(fresh[index] as SignedReceipt) })),
    )
    const known = new Map(fresh.map((one, index) => [one, landed[index]?.isKnown === true]))
    return signed.map((one): ReceiptResult => (known.has(one) ? (known.get(one) === true ? 'landed' : 'unknown') : 'replayed'))
  })
  return results
}

async function lockComplainants(sql: Sql, signed: readonly SignedReceipt[]): Promise<void> {
  const customerIds = signed.filter(({ receipt }) => receipt.kind === 'complained').map(({ receipt }) => receipt.delivery.customerId)
  if (customerIds.length === 0) return
  await sql`SELECT 1 FROM contact_states WHERE customer_id = ANY (${customerIds}::uuid[]) ORDER BY customer_id FOR NO KEY UPDATE`
}

async function followUp(sql: Sql, landed: readonly Landed[]): Promise<void> {
  const events = landed.filter((one) => one.isKnown && one.isNew)
  const complaints = events.filter(({ receipt }) => receipt.kind === 'complained')
  await recordConsents(
    sql,
    complaints.map(({ receipt, address }) => ({
      customerId: receipt.delivery.customerId,
      channel: receipt.channel,
      status: 'unsubscribed',
      source: 'complaint',
      address,
      sendId: receipt.delivery.sendId,
      occurredAt: receipt.occurredAt,
    })),
  )
  await addSuppressions(
    sql,
    events.flatMap(({ receipt, address, provider }) => {
      const reason = findSuppression(receipt)
      return reason === undefined || address === null ? [] : [{ channel: receipt.channel, address, reason, source: provider }]
    }),
  )
  const emails = events.flatMap(({ receipt, address }) =>
    receipt.channel === 'email' && address !== null ? [{ kind: receipt.kind, customerId: receipt.delivery.customerId, address }] : [],
  )
  const delivered = await findSuppressedForSoftBounces(
    sql,
    emails.filter(({ kind }) => kind === 'delivered'),
  )
  await judgeSoftBounces(sql, [...emails.filter(({ kind }) => kind === 'soft_bounced'), ...delivered], 'resend')
}

function findSuppression({ kind, suppression }: ReceivedReceipt): SuppressionReason | undefined {
  if (kind === 'bounced') return 'hard_bounce'
  if (kind === 'complained') return 'complaint'
  return suppression
}
