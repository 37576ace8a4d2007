/**
 * What a provider's receipt makes of a row of the ledger. Receipts come in any order, repeatedly and late, so the ledger keeps the
 * strongest of what it was told: the order in which receipts come never shows in the result, and a repeat changes nothing.
 *
 * From weak to strong, and why:
 *
 *     not accepted   `sending`, `unknown`, and whatever else no provider has confirmed. Any receipt is proof that the message left, so it
 *                    settles these rows, those too that were given up as `failed` or `skipped` after an attempt.
 *     accepted       the provider has it.
 *     soft bounce    `bounced`, code `soft_bounce`: the mailbox said "not now". Below `delivered`, since an out-of-office answer counts as one.
 *     delivered      the mailbox or the phone has it. A complaint proves that as well: it is kept as an event and leaves the row `delivered`.
 *     undeliverable  the provider gave up.
 *     hard bounce    `bounced`: mail servers accept first and refuse later, so a bounce after `delivered` is the truth.
 *
 * db/queries/receipts/apply-receipts.ts does the same in SQL; a property test holds the two together.
 */
import type { DeliveryStatus } from './deliveries.ts'

export const receiptKinds = ['accepted', 'delayed', 'delivered', 'soft_bounced', 'bounced', 'undeliverable', 'complained'] as const
export type ReceiptKind = (typeof receiptKinds)[number]

export const softBounceCode = 'soft_bounce'
const hardBounceCode = 'hard_bounce'

export interface Receipt {
  kind: ReceiptKind
  /** By the provider's clock. */
  occurredAt: Date
  /** A short code of ours; of `undeliverable` alone. */
  errorCode?: string
  messageId?: string
  /** What the provider counted and charged. Every receipt of one message says the same, or nothing. */
  smsParts?: number
  cost?: { micros: bigint; currency: string }
  /** Of `undeliverable`: what its code says about the address, for all messages to come. */
  suppression?: 'invalid' | 'stop'
}

/** The columns of a ledger row that receipts move. */
export interface DeliveryState {
  status: DeliveryStatus
  /** Of a skip or a failure. */
  reason: string | null
  errorCode: string | null
  acceptedAt: Date | null
  settledAt: Date | null
  messageId: string | null
  smsParts: number | null
  costMicros: bigint | null
  costCurrency: string | null
}

/** The status that a receipt argues for, with its code. */
export function findClaim({ kind, errorCode }: Pick<Receipt, 'kind' | 'errorCode'>): { status: DeliveryStatus; errorCode: string | null } {
  switch (kind) {
    case 'accepted':
    case 'delayed':
      return { status: 'accepted', errorCode: null }
    case 'delivered':
    case 'complained':
      return { status: 'delivered', errorCode: null }
    case 'soft_bounced':
      return { status: 'bounced', errorCode: softBounceCode }
    case 'bounced':
      return { status: 'bounced', errorCode: hardBounceCode }
    case 'undeliverable':
      return { status: 'undeliverable', errorCode: errorCode ?? 'undeliverable' }
  }
}

/** 0 (no provider has confirmed it) to 5. */
export function rankStatus({ status, errorCode }: Pick<DeliveryState, 'status' | 'errorCode'>): number {
  switch (status) {
    case 'skipped':
    case 'deferred':
    case 'sending':
    case 'failed':
    case 'unknown':
      return 0
    case 'accepted':
      return 1
    case 'bounced':
      return errorCode === softBounceCode ? 2 : 5
    case 'delivered':
      return 3
    case 'undeliverable':
      return 4
  }
}

/** The row after one more receipt. Between equals the earlier instant stays, and between two codes the later in the alphabet. */
export function applyReceipt(state: DeliveryState, receipt: Receipt): DeliveryState {
  const claim = findClaim(receipt)
  const order = rankStatus(claim) - rankStatus(state) || compareText(claim.errorCode, state.errorCode)
  const isStronger = order > 0
  return {
    status: isStronger ? claim.status : state.status,
    reason: null,
    errorCode: isStronger ? claim.errorCode : state.errorCode,
    acceptedAt: earlier(state.acceptedAt, receipt.occurredAt),
    settledAt: isStronger ? receipt.occurredAt : order === 0 ? earlier(state.settledAt, receipt.occurredAt) : state.settledAt,
    messageId: state.messageId ?? receipt.messageId ?? null,
    smsParts: receipt.smsParts ?? state.smsParts,
    costMicros: receipt.cost?.micros ?? state.costMicros,
    costCurrency: receipt.cost?.currency ?? state.costCurrency,
  }
}

function compareText(a: string | null, b: string | null): number {
  return (a ?? '') === (b ?? '') ? 0 : (a ?? '') > (b ?? '') ? 1 : -1
}

function earlier(a: Date | null, b: Date): Date {
  return a === null || b < a ? b : a
}
