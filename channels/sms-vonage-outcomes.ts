/**
 * What a fault of Vonage's SDK, or a record of its Reports API, means for a message. Only codes leave this file: the fault holds the
 * Authorization header, and Vonage's texts may quote a number. Source of the errors: Vonage's Messages API (RFC 7807 problems with
 * `invalid_parameters`).
 */
import type { Outcome } from './channel.ts'
import { isNeverSent } from './connection-faults.ts'
import { parseRetryAfter } from '../domain/retry-after.ts'

const longestProblemCharacters = 10_000

/** What a request's fault says about its message. `timeoutMs` bounds the reading of the problem, whose text the SDK leaves unread. */
export async function classifySmsFault(fault: unknown, { timeoutMs, nowAt }: { timeoutMs: number; nowAt: number }): Promise<Outcome> {
  const response = findResponse(fault)
  if (response === undefined)
    return isNeverSent(fault) ? { kind: 'retry', code: 'connection_refused' } : { kind: 'unknown', code: classifyLostAnswer(fault) }
  const { status } = response
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), nowAt)
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  const problem = status >= 400 && status < 500 ? await readProblem(response, timeoutMs) : discard(response)
  switch (status) {
    case 401:
      return { kind: 'retry', code: 'unauthorized' }
    case 402:
      return { kind: 'retry', code: 'quota_exceeded', ...wait }
    case 403:
      return { kind: 'retry', code: isAboutCredit(problem) ? 'quota_exceeded' : 'unauthorized' }
    case 404:
    case 405:
      // About the address of the API, not about the message.
      return { kind: 'retry', code: 'provider_unavailable' }
    case 413:
      return { kind: 'failed', code: 'too_large' }
    case 400:
    case 422:
      return { kind: 'failed', code: namesRecipient(problem) ? 'invalid_recipient' : 'message_rejected' }
    case 429:
      return { kind: 'retry', code: 'rate_limited', ...wait }
    case 503:
      // One that names a time says that nothing was done; without one it may come from anything on the way.
      return retryAfterMs === undefined
        ? { kind: 'unknown', code: 'server_error' }
        : { kind: 'retry', code: 'provider_unavailable', retryAfterMs }
  }
  if (status >= 200 && status < 300) return { kind: 'unknown', code: 'unreadable_answer' }
  return status >= 400 && status < 500 ? { kind: 'failed', code: 'provider_refused' } : { kind: 'unknown', code: 'server_error' }
}

/** What Vonage's records say about a reference. A record is proof of acceptance; how the message fared after that comes as receipts. */
export function classifyRecords(answer: unknown, ref: string): Outcome {
  const records =
    typeof answer === 'object' && answer !== null && 'records' in answer && Array.isArray(answer.records)
      ? (answer.records as unknown[])
      : undefined
  if (records === undefined) return { kind: 'unknown', code: 'unreadable_answer' }
  for (const record of records) {
    if (typeof record !== 'object' || record === null || !('clientRef' in record) || record.clientRef !== ref) continue
    return { kind: 'accepted', messageId: 'messageId' in record && typeof record.messageId === 'string' ? record.messageId : null }
  }
  return { kind: 'unknown', code: 'no_record' }
}

/** The records could not be asked. */
export function classifyLookUpFault(fault: unknown): Outcome {
  const response = findResponse(fault)
  if (response === undefined) return { kind: 'unknown', code: classifyLostAnswer(fault) }
  discard(response)
  return { kind: 'unknown', code: response.ok ? 'unreadable_answer' : 'server_error' }
}

function findResponse(fault: unknown): Response | undefined {
  return fault instanceof Error && 'response' in fault && fault.response instanceof Response ? fault.response : undefined
}

function classifyLostAnswer(fault: unknown): 'timed_out' | 'unreadable_answer' | 'connection_lost' {
  if (!(fault instanceof Error)) return 'connection_lost'
  if (fault.name === 'AbortError') return 'timed_out'
  // fetch says why it failed in `cause`; a TypeError without one is the SDK reading a body that is not there.
  return fault instanceof TypeError && fault.cause === undefined ? 'unreadable_answer' : 'connection_lost'
}

/** Undefined where it does not come in time or is no JSON. */
async function readProblem(response: Response, timeoutMs: number): Promise<unknown> {
  if (response.bodyUsed) return undefined
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs)
  })
  try {
    const text = await Promise.race([response.text(), late])
    return text === undefined || text.length > longestProblemCharacters ? undefined : JSON.parse(text)
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

/** An unread body would hold its connection. */
function discard(response: Response): undefined {
  if (!response.bodyUsed) response.body?.cancel().catch(() => undefined)
}

function isAboutCredit(problem: unknown): boolean {
  return (
    typeof problem === 'object' &&
    problem !== null &&
    'type' in problem &&
    typeof problem.type === 'string' &&
    /#(low-balance|out-of-credit)$/.test(problem.type)
  )
}

function namesRecipient(problem: unknown): boolean {
  if (typeof problem !== 'object' || problem === null || !('invalid_parameters' in problem) || !Array.isArray(problem.invalid_parameters))
    return false
  return problem.invalid_parameters.some(
    (parameter: unknown) => typeof parameter === 'object' && parameter !== null && 'name' in parameter && parameter.name === 'to',
  )
}
