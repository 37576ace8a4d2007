/**
 * What Resend's answer to a batch means for each of its messages. Only codes leave this file, never Resend's texts, which may quote an address.
 * Sources: Resend's list of errors (resend.com/docs/api-reference/errors), and what its SDK makes of answers that it cannot read.
 */
import type { FailureCode, Outcome } from './channel.ts'
import { parseRetryAfter } from '../domain/retry-after.ts'

/** What the SDK gives, before anything in it is believed. */
export interface ResendAnswer {
  data: unknown
  error: { name?: unknown; statusCode?: unknown; message?: unknown } | null
  headers: Record<string, string> | null
}

interface Circumstances {
  /** Messages in the batch. */
  count: number
  isAborted: boolean
  /** The request certainly never left. */
  isNeverSent: boolean
  /** Epoch ms. */
  nowAt: number
}

/** One outcome for each message, in their order. */
export function classifyEmailAnswer(answer: ResendAnswer, circumstances: Circumstances): Outcome[] {
  const { count } = circumstances
  // A 500 with the body `null` comes as neither data nor error.
  if (answer.error === null)
    return (
      readAccepted(answer.data, count) ??
      repeat(answer.data === null ? { kind: 'unknown', code: 'server_error' } : { kind: 'unknown', code: 'unreadable_answer' }, count)
    )
  return repeat(classifyError(answer.error, answer.headers, circumstances), count)
}

function repeat(outcome: Outcome, count: number): Outcome[] {
  return Array.from({ length: count }, () => outcome)
}

/**
 * `{data: [{id}…], errors?: [{index, message}…]}`: ids for the messages that are not among the errors, in their order. Undefined where they do
 * not add up.
 */
function readAccepted(data: unknown, count: number): Outcome[] | undefined {
  if (!isRecord(data) || !Array.isArray(data.data)) return undefined
  const ids = data.data.map((entry: unknown) => (isRecord(entry) && typeof entry.id === 'string' && entry.id !== '' ? entry.id : undefined))
  const refused = new Map<number, FailureCode>()
  for (const entry of Array.isArray(data.errors) ? data.errors : []) {
    if (isRecord(entry) && typeof entry.index === 'number' && entry.index >= 0 && entry.index < count)
      refused.set(entry.index, classifyRefusal(entry.message))
  }
  if (ids.includes(undefined) || ids.length + refused.size !== count) return undefined
  let next = 0
  return Array.from({ length: count }, (_, place): Outcome => {
    const code = refused.get(place)
    if (code !== undefined) return { kind: 'failed', code }
    const messageId = ids[next] ?? null
    next += 1
    return { kind: 'accepted', messageId }
  })
}

function classifyError(
  { name, statusCode, message }: NonNullable<ResendAnswer['error']>,
  headers: ResendAnswer['headers'],
  circumstances: Circumstances,
): Outcome {
  // Without a status there was no answer, or none that could be read to its end: refused, aborted, reset, truncated and "not JSON" all look alike.
  if (typeof statusCode !== 'number') {
    if (circumstances.isNeverSent) return { kind: 'retry', code: 'connection_refused' }
    if (statusCode !== null) return { kind: 'unknown', code: 'server_error' }
    return { kind: 'unknown', code: circumstances.isAborted ? 'timed_out' : 'connection_lost' }
  }
  const retryAfterMs = parseRetryAfter(headers?.['retry-after'], circumstances.nowAt)
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  switch (name) {
    case 'rate_limit_exceeded':
      return { kind: 'retry', code: 'rate_limited', ...wait }
    case 'daily_quota_exceeded':
    case 'monthly_quota_exceeded':
      return { kind: 'retry', code: 'quota_exceeded', ...wait }
    case 'concurrent_idempotent_requests':
      return { kind: 'retry', code: 'in_flight', ...wait }
    case 'invalid_idempotent_request':
      return { kind: 'unknown', code: 'key_used' }
    case 'missing_api_key':
    case 'restricted_api_key':
    case 'invalid_api_key':
    case 'invalid_access':
      return { kind: 'retry', code: 'unauthorized' }
  }
  // 403: the account may not send from this domain, or not yet to strangers. That is mended by an operator, not by giving up on the recipients.
  if (statusCode === 401 || statusCode === 403) return { kind: 'retry', code: 'unauthorized' }
  // 404 and 405 are about the address of the API. A 503 that names a time says that nothing was done; without one it may come from anything on the way.
  if (statusCode === 404 || statusCode === 405 || (statusCode === 503 && retryAfterMs !== undefined))
    return { kind: 'retry', code: 'provider_unavailable', ...wait }
  if (statusCode === 429) return { kind: 'retry', code: 'rate_limited', ...wait }
  if (statusCode === 409) return { kind: 'retry', code: 'in_flight', ...wait }
  if (statusCode === 413) return { kind: 'failed', code: 'too_large' }
  if (statusCode === 400 || statusCode === 422) return { kind: 'failed', code: classifyRefusal(message) }
  if (statusCode >= 400 && statusCode < 500) return { kind: 'failed', code: 'provider_refused' }
  return { kind: 'unknown', code: 'server_error' }
}

/** Resend names the field at fault in its text: ``Invalid `to` field…``. */
function classifyRefusal(message: unknown): FailureCode {
  return typeof message === 'string' && message.includes('`to`') ? 'invalid_recipient' : 'message_rejected'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
