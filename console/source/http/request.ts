/** Calls of the API. What goes wrong is an ApiError that can be shown as it is: what happened, and which fields it was about. */
import { readKey, signOut } from './session.ts'

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

  constructor(status: number, code: string, message: string, errors: FieldError[] = []) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.errors = errors
  }
}

export interface RequestOptions {
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Another key than the session's. */
  key?: string
}

/** JSON in, JSON out. @throws ApiError */
export async function request<Body = unknown>(method: string, path: string, options: RequestOptions = {}): Promise<Body> {
  const response = await send(method, path, options)
  return (response.status === 204 ? undefined : await response.json()) as Body
}

/** The answer itself, for streams and files. @throws ApiError for everything that is no 2xx */
export async function send(method: string, path: string, { body, headers, signal, key }: RequestOptions = {}): Promise<Response> {
  const response = await reach(path, {
    method,
    cache: 'no-store',
    headers: {
      Authorization: `Bearer ${key ?? readKey() ?? ''}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  if (response.ok) return response
  // A key that was given to be tried out is not the session's.
  if (response.status === 401 && key === undefined) signOut()
  throw await readProblem(response)
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, 'unreachable', 'The server cannot be reached. Check that it runs; nothing you typed is lost.')
  }
}

async function readProblem(response: Response): Promise<ApiError> {
  const fallback = `The server answered ${response.status}.`
  try {
    const { code, title, detail, errors } = (await response.json()) as {
      code?: string
      title?: string
      detail?: string
      errors?: FieldError[]
    }
    const message = [title, detail].filter((part) => part !== undefined && part !== '').join('. ')
    return new ApiError(response.status, code ?? 'unknown', message === '' ? fallback : message, errors)
  } catch {
    return new ApiError(response.status, 'unknown', fallback)
  }
}

/** `?a=1&b=2` of what is defined and not empty. */
export function formatQuery(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}
