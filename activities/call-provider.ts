/** The one place from which providers are called with messages: each call is timed, and told to whoever counts. */
import type { Outcome, OutgoingMessage } from '../channels/channel.ts'
import type { ChannelName } from '../domain/channels.ts'
import { parseDeliveryRef } from '../domain/ids.ts'
import type { ChannelContent, SendPathDependencies } from './send-path.ts'

export interface ProviderCall {
  channel: ChannelName
  /** When it was over. */
  at: Date
  tookMs: number
  /** `ok`, or a code of channels/channel.ts. */
  code: string
  isRetry: boolean
  messages: number
  /** What it held up; undefined where it went well, or where the messages are none of a send's. */
  failure?: FailedCall
}

export interface FailedCall {
  /** UUID. */
  sendId: string
  page: number
  /** UUIDs. */
  customerIds: string[]
  /** The send path calls again by itself. */
  willRetry: boolean
  retryAfterMs: number | null
}

interface CallInput<Name extends ChannelName> {
  channel: Name
  messages: OutgoingMessage<ChannelContent[Name]>[]
  idempotencyKey: string
  /** These messages were called before, or may have been. */
  isRetry: boolean
  /** Where the messages are in the ledger. */
  place?: { sendId: string; page: number }
}

/** As `Channel.send`. */
export async function callProvider<Name extends ChannelName>(
  { channels, countCall, now }: Pick<SendPathDependencies, 'channels' | 'countCall' | 'now'>,
  { channel, messages, idempotencyKey, isRetry, place }: CallInput<Name>,
): Promise<Outcome[]> {
  const startedAt = performance.now()
  const outcomes = await channels[channel].send(messages, { idempotencyKey })
  if (countCall === undefined) return outcomes
  const tookMs = performance.now() - startedAt
  const fault = findFault(outcomes)
  const call: ProviderCall = { channel, at: now(), tookMs, code: fault?.code ?? 'ok', isRetry, messages: messages.length }
  if (fault !== undefined && fault.code !== 'key_used' && place !== undefined) {
    call.failure = {
      ...place,
      customerIds: messages.flatMap(({ ref }) => parseDeliveryRef(ref)?.customerId ?? []),
      willRetry: fault.kind === 'retry' || (fault.kind === 'unknown' && channels[channel].repeatSafety !== 'look_up'),
      retryAfterMs: fault.kind === 'retry' ? (fault.retryAfterMs ?? null) : null,
    }
  }
  countCall(call)
  return outcomes
}

/** Why the call failed. Of a batch, that some messages were refused is about these; that all were is about the call. */
function findFault(outcomes: readonly Outcome[]): Exclude<Outcome, { kind: 'accepted' }> | undefined {
  let firstRefusal: Exclude<Outcome, { kind: 'accepted' }> | undefined
  let refused = 0
  for (const outcome of outcomes) {
    if (outcome.kind === 'retry' || outcome.kind === 'unknown') return outcome
    if (outcome.kind === 'failed') {
      firstRefusal ??= outcome
      refused += 1
    }
  }
  return refused === outcomes.length ? firstRefusal : undefined
}
