/** Calls of the API. What goes wrong is an ApiError that can be shown as it is: what happened, and which fields it was about. */
import { createConnection } from './connection.ts'
import { noticeSignedOut, readSessionNumber } from './session.ts'
import { takeWriteKey } from './write-keys.ts'

export interface FieldError {
  path: string
  message: string
  /** In a text: where it is wrong. */
  at?: { position: number; length: number }
}

export class ApiError extends Error {
  /** 0 when no answer came. */
  readonly status: number
  readonly code: string
  readonly errors: FieldError[]
  /** How long it asks to be left alone. */
  readonly retryAfterMs: number | undefined

  constructor(status: number, code: string, message: string, errors: FieldError[] = [], retryAfterMs?: number) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.errors = errors
    this.retryAfterMs = retryAfterMs
  }
}

/** Nobody answered, or only somebody in front of it. The same may be asked again, and is by itself where it only reads. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || isAway(error))
}

function isAway({ status, code }: Pick<ApiError, 'status' | 'code'>): boolean {
  return status === 502 || status === 504 || (status === 503 && (code === 'unknown' || code === 'database_unavailable'))
}

/** Asks for something small that needs all of it: the API and its database. */
export const connection = createConnection({
  probe: () =>
    send('GET', '/api/v1/settings/store', { signal: AbortSignal.timeout(probeTimeoutMs) }).then(
      () => true,
      (error: unknown) => error instanceof ApiError && !isUnreachable(error),
    ),
})

const probeTimeoutMs = 10_000
const readTimeoutMs = 30_000
const writeTimeoutMs = 120_000

export interface RequestOptions {
  /** As JSON, or bytes as they are. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  /** An API key instead of the session. */
  key?: string
}

/** JSON in, JSON out. @throws ApiError */
export function request<Body = unknown>(method: string, path: string, options: RequestOptions = {}): Promise<Body> {
  return exchange(method, path, options, async (response) => (response.status === 204 ? undefined : await response.json()) as Body)
}

/** All of a file: one that breaks off on the way is none. @throws ApiError */
export function readFile(path: string, type: string): Promise<Blob> {
  return exchange('GET', path, { headers: { Accept: type } }, (response) => response.blob())
}

/** The answer itself, for streams. @throws ApiError for everything that is no 2xx */
export function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  return exchange(method, path, options, (response) => Promise.resolve(response))
}

/** A write has an Idempotency-Key, and keeps it until its answer has been read. */
async function exchange<Answer>(
  method: string,
  path: string,
  { body, headers, signal, key }: RequestOptions,
  read: (response: Response) => Promise<Answer>,
): Promise<Answer> {
  const text = body === undefined || body instanceof Blob ? body : JSON.stringify(body)
  const sessionNumber = readSessionNumber()
  const write = method === 'GET' ? undefined : takeWriteKey(method, path, typeof text === 'string' ? text : undefined)
  const init = {
    method,
    cache: 'no-store' as const,
    headers: {
      // Shows that our own page asks: no other site may set it. The session's cookie goes along by itself.
      'X-Regulars-Console': '1',
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...(text === undefined ? {} : { 'Content-Type': typeof text === 'string' ? 'application/json' : 'application/octet-stream' }),
      ...(write === undefined ? {} : { 'Idempotency-Key': write.key }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  }
  try {
    const response = await reach(path, init, signal)
    if (response.ok) {
      const answer = await unlessBrokenOff(read(response), signal)
      connection.noticeAnswer()
      write?.settle(true)
      return answer
    }
    const problem = await readProblem(response)
    // Of who only tries to get in there is no session that could be over.
    if (problem.status === 401 && key === undefined && problem.code !== 'wrong_credentials') noticeSignedOut(sessionNumber)
    throw problem
  } catch (error) {
    noticeFailure(error)
    write?.settle(error instanceof ApiError && error.status >= 400 && error.status < 500 && error.code !== 'idempotency_key_in_flight')
    throw error
  }
}

function noticeFailure(error: unknown): void {
  if (!(error instanceof ApiError)) return
  if (isUnreachable(error)) connection.noticeSilence(error.retryAfterMs)
  else connection.noticeAnswer()
}

/** The signal says that nobody waits any more; whoever waits does so for a while only. */
async function reach(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  const isRead = init.method === 'GET'
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), isRead ? readTimeoutMs : writeTimeoutMs)
  const settle = isRead ? connection.noticeAsking() : () => undefined
  try {
    const asking = fetch(path, { ...init, signal: signal === undefined ? giveUp.signal : AbortSignal.any([signal, giveUp.signal]) })
    return await unlessBrokenOff(asking, signal)
  } finally {
    clearTimeout(timer)
    settle()
  }
}

/** What breaks off on the way never came. @throws ApiError; what the signal's owner has broken off stays that */
async function unlessBrokenOff<Answer>(coming: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  try {
    return await coming
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new ApiError(0, 'unreachable', unreachableWords)
  }
}

const unreachableWords = 'Regulars cannot be reached. What you typed is kept: try again once it answers, nothing is done twice.'

async function readProblem(response: Response): Promise<ApiError> {
  const fallback = `The server answered ${response.status}.`
  const retryAfterMs = readRetryAfter(response)
  try {
    const { code, title, detail, errors } = (await response.json()) as {
      code?: string
      title?: string
      detail?: string
      errors?: FieldError[]
    }
    const message = [title, detail].filter((part) => part !== undefined && part !== '').join('. ')
    return new ApiError(response.status, code ?? 'unknown', message === '' ? fallback : message, errors, retryAfterMs)
  } catch {
    return new ApiError(response.status, 'unknown', fallback, [], retryAfterMs)
  }
}

/** Seconds, or a date. */
function readRetryAfter({ headers }: Response): number | undefined {
  const text = headers.get('Retry-After')
  if (text === null) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** `?a=1&b=2` of what is defined and not empty. */
export function formatQuery(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}
