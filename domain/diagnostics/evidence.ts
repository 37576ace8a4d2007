/** What the ledger holds of one customer in one campaign: rows as they are, for the stories that are told of them. */
import type { ChannelName } from '../channels.ts'
import type { DeliveryStatus } from '../deliveries.ts'
import type { JourneyPlan } from '../journeys/journey-plan.ts'
import type { DiagnosedKind, VerdictInputs } from './entries.ts'

/** One customer's run through an autopilot. */
export interface JourneyEvidence {
  /** UUIDs. */
  id: string
  autopilotId: string
  autopilotName: string
  /** Of the autopilot, now. */
  isEnabled: boolean
  isPaused: boolean
  customerId: string
  occurrence: string
  versionNumber: number
  trigger: string
  plan: JourneyPlan
  status: 'matched' | 'running' | 'ended'
  matchedAt: Date
  notBefore: Date
  startedAt: Date | null
  endedAt: Date | null
  outcome: string | null
  reason: string | null
  step: string | null
  waitingFor: string | null
  waitingUntil: Date | null
}

/** A run that was gone, and was started again. */
export interface RestartEvidence {
  at: Date
  /** Null where nobody saw it end. */
  interruptedAt: Date | null
  reason: string
}

/** A verdict on a journey's message. */
export interface VerdictEvidence {
  at: Date
  step: string
  visit: number
  attempt: number
  channel: ChannelName
  verdict: 'send' | 'skip' | 'defer'
  reason: string | null
  until: Date | null
  inputs: VerdictInputs | null
}

/** A row of the ledger. */
export interface DeliveryEvidence {
  /** UUID. */
  sendId: string
  campaignKind: DiagnosedKind
  /** UUID. */
  campaignId: string
  channel: ChannelName
  /** Of a journey's message. */
  step: string | null
  visit: number
  /** Of a promotion: `offer` or `reminder`, and which of its channels it was. */
  purpose: string | null
  place: number
  status: DeliveryStatus
  reason: string | null
  deferUntil: Date | null
  inputs: VerdictInputs | null
  claimedAt: Date
  acceptedAt: Date | null
  settledAt: Date | null
  errorCode: string | null
}

export interface ReceiptEvidence {
  sendId: string
  channel: ChannelName
  type: string
  isBot: boolean
  link: number | null
  at: Date
}

export interface FailureEvidence {
  sendId: string
  channel: ChannelName
  at: Date
  code: string
  willRetry: boolean
  retryAfterMs: number | null
}

/** A try of a journey's webhook that the store did not take: there are more. */
export interface WebhookEvidence {
  at: Date
  step: string
  code: string
}

export interface VoucherEvidence {
  /** UUID. */
  voucherId: string
  /** `<journey>:<step>:<visit>`, or `offer`. */
  occurrence: string
  event: string
  attempt: string | null
  reasons: string[]
  by: string
  at: Date
}

export interface OrderEvidence {
  /** UUID. */
  id: string
  at: Date
  amountMinor: number
  currency: string
  /** The send that it is credited to. */
  creditedTo: string | null
}

export interface SharedEvidence {
  deliveries: DeliveryEvidence[]
  receipts: ReceiptEvidence[]
  failures: FailureEvidence[]
  vouchers: VoucherEvidence[]
  orders: OrderEvidence[]
}
