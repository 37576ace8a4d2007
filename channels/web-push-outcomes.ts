/** What push services' answers mean, for one device (RFC 8030) and for a message to all of a customer's devices. */
import { AddressRefusedError } from './address-guard.ts'
import type { Outcome } from './channel.ts'
import { isNeverSent } from './connection-faults.ts'
import type { PushAnswer } from './push-request.ts'
import { parseRetryAfter } from '../domain/retry-after.ts'

const longestMessageId = 200

export function classifyPushAnswer({ status, headers }: PushAnswer, nowAt: number): Outcome {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], nowAt)
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (status >= 200 && status < 300) return { kind: 'accepted', messageId: readMessageId(headers.location) }
  // A redirect leads to an address that nobody has subscribed.
  if (status >= 300 && status < 400) return { kind: 'failed', code: 'address_refused' }
  switch (status) {
    case 401:
      return { kind: 'retry', code: 'unauthorized' }
    case 404:
    case 410:
      return { kind: 'failed', code: 'subscription_gone' }
    case 413:
      return { kind: 'failed', code: 'too_large' }
    case 429:
      return { kind: 'retry', code: 'rate_limited', ...wait }
    case 503:
      return retryAfterMs === undefined
        ? { kind: 'unknown', code: 'server_error' }
        : { kind: 'retry', code: 'provider_unavailable', retryAfterMs }
  }
  // 403 among them: the subscription was made with other VAPID keys.
  return status >= 400 && status < 500 ? { kind: 'failed', code: 'provider_refused' } : { kind: 'unknown', code: 'server_error' }
}

export function classifyPushFault(fault: unknown, isAborted: boolean): Outcome {
  if (fault instanceof AddressRefusedError) return { kind: 'failed', code: 'address_refused' }
  // The endpoint's host does not exist. A resolver that is down has another code.
  if (fault instanceof Error && 'code' in fault && fault.code === 'ENOTFOUND') return { kind: 'failed', code: 'address_refused' }
  if (isNeverSent(fault)) return { kind: 'retry', code: 'connection_refused' }
  return { kind: 'unknown', code: isAborted ? 'timed_out' : 'connection_lost' }
}

export interface TargetOutcome {
  subscriptionId: string
  outcome: Outcome
}

/**
 * One device that accepted is enough, and no device is called again then. Otherwise a repeat must be possible where it may help: unknown, then
 * retry, and failed where every device has failed; `subscription_gone` only where all of them are.
 */
export function joinTargets(targets: TargetOutcome[]): Outcome {
  const outcomes = targets.map(({ outcome }) => outcome)
  const gone = targets
    .filter(({ outcome }) => outcome.kind === 'failed' && outcome.code === 'subscription_gone')
    .map(({ subscriptionId }) => subscriptionId)
  return { ...chooseOutcome(outcomes), ...(gone.length > 0 && { goneSubscriptionIds: gone }) }
}

function chooseOutcome(outcomes: Outcome[]): Outcome {
  const accepted = outcomes.find(({ kind }) => kind === 'accepted')
  if (accepted !== undefined) return accepted
  const unknown = outcomes.find(({ kind }) => kind === 'unknown')
  if (unknown !== undefined) return unknown
  const retries = outcomes.filter((outcome) => outcome.kind === 'retry')
  const [retry] = retries.toSorted((one, other) => (other.retryAfterMs ?? 0) - (one.retryAfterMs ?? 0))
  if (retry !== undefined) return retry
  const [first] = outcomes
  return (
    outcomes.find((outcome) => outcome.kind === 'failed' && outcome.code !== 'subscription_gone') ??
    first ?? { kind: 'failed', code: 'invalid_recipient' }
  )
}

/** The last part of the message's own address (RFC 8030, section 5). The whole of it would be a right to delete the message. */
function readMessageId(location: string | undefined): string | null {
  const id = location?.split(/[?#]/)[0]?.split('/').at(-1)
  return id && id.length <= longestMessageId ? id : null
}
