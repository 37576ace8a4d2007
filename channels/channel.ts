/**
 * What every channel promises the send path. A channel turns rendered messages into provider calls and the provider's answers into outcomes;
 * it decides nothing about who may be written to, keeps no state and touches no database. It never throws for what a provider did, and no
 * outcome carries a provider's text.
 */
import type { ChannelName } from '../domain/channels.ts'

/** One message, ready to leave. `ref` is the delivery reference (domain/ids). */
export interface OutgoingMessage<Content> {
  ref: string
  content: Content
}

export type Outcome =
  /** The provider has taken it over. `messageId` is null where the answer was lost but acceptance is proven, or where it gave none. */
  (
    | { kind: 'accepted'; messageId: string | null; parts?: number }
    /** The provider has refused it and will not send it. */
    | { kind: 'failed'; code: FailureCode }
    /** The provider has certainly not taken it; calling again is safe. */
    | { kind: 'retry'; code: RetryCode; retryAfterMs?: number }
    /** Nobody can say from here. */
    | { kind: 'unknown'; code: UnknownCode }
  ) &
    GoneSubscriptions

/** Push, whatever became of the message: devices that the push service has forgotten for good. */
interface GoneSubscriptions {
  goneSubscriptionIds?: string[]
}

export type FailureCode =
  | 'invalid_recipient'
  | 'message_rejected'
  | 'too_large'
  | 'subscription_gone'
  | 'address_refused'
  | 'provider_refused'
export type RetryCode = 'rate_limited' | 'provider_unavailable' | 'unauthorized' | 'quota_exceeded' | 'connection_refused' | 'in_flight'
export type UnknownCode = 'connection_lost' | 'timed_out' | 'unreadable_answer' | 'server_error' | 'key_used' | 'no_record'

/**
 * Whether a repeat of the same call is harmless:
 * `idempotent` (the provider deduplicates by key), `replaces` (a repeat replaces the first on the device), `look_up` (a repeat would be a second message).
 */
export type RepeatSafety = 'idempotent' | 'replaces' | 'look_up'

export interface Channel<Content> {
  name: ChannelName
  repeatSafety: RepeatSafety
  /** Messages a request, at most. */
  batchSize: number
  /**
   * One request with up to `batchSize` messages; one outcome for each, in their order. `idempotencyKey` names the batch for good. The same key
   * with other messages answers `unknown` with `key_used`: proof that an earlier request under this key was accepted.
   * @throws RangeError for more messages than that.
   */
  send(messages: OutgoingMessage<Content>[], options: { idempotencyKey: string; signal?: AbortSignal }): Promise<Outcome[]>
  /**
   * For `look_up` channels: what the provider's records say about references; `unknown` with `no_record` where they say nothing, with another
   * code where they could not be asked.
   */
  lookUp?(refs: string[], options: { since: Date; signal?: AbortSignal }): Promise<Outcome[]>
}
