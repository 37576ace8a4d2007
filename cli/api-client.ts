/**
 * How commands speak to a running Regulars: over its public API, with a key. Beside a local installation both are found by themselves.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { loadConfig } from '../config.ts'
import { StartFailure } from './start/failure.ts'

export interface ApiPlace {
  /** Without a slash at the end. */
  url: string
  key: string
}

export interface ApiOptions {
  url?: string
  key?: string
}

/** What the API answered when it was not the answer that was asked for. The message is for people. */
export class ApiFailure extends Error {
  override name = 'ApiFailure'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export interface ApiClient {
  /** @throws ApiFailure for anything but a 2xx; StartFailure when nobody answers */
  call<Body>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Body>
}

export function addApiOptions(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', 'where Regulars is').env('REGULARS_URL'))
    .addOption(new Option('--key <key>', 'API key; by default that of the local installation').env('REGULARS_API_KEY'))
}

/** @throws StartFailure when there is no key to be found */
export function findApi({ url, key }: ApiOptions): ApiPlace {
  if (url !== undefined && key !== undefined) return { url: url.replace(/\/+$/, ''), key }
  const { publicUrl, dataDirectory } = loadConfig()
  const keyFile = join(dataDirectory, 'api-key')
  if (key === undefined && !existsSync(keyFile)) {
    throw new StartFailure(
      `There is no API key in ${keyFile}. Start Regulars once, or pass --key (REGULARS_API_KEY) and --url (REGULARS_URL).`,
    )
  }
  return { url: (url ?? publicUrl).replace(/\/+$/, ''), key: key ?? readFileSync(keyFile, 'utf8').trim() }
}

export function createApiClient({ url, key }: ApiPlace): ApiClient {
  return {
    async call<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Body> {
      const response = await reach(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const answer: unknown = text === '' ? undefined : JSON.parse(text)
      if (!response.ok) throw toFailure(response.status, answer)
      return answer as Body
    },
  }
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request)
  } catch {
    throw new StartFailure(`Nothing answers at ${new URL(url).origin}. Is Regulars running? Otherwise pass --url.`)
  }
}

interface ProblemAnswer {
  code?: string
  title?: string
  detail?: string
  errors?: { path: string; message: string; at?: { line: number; column: number } }[]
}

function describeFault({ path, message, at }: NonNullable<ProblemAnswer['errors']>[number]): string {
  return `  ${path}${at === undefined ? '' : `, line ${at.line}, column ${at.column}`}: ${message}`
}

function toFailure(status: number, answer: unknown): ApiFailure {
  const { code = 'unreadable_answer', title = `HTTP ${status}`, detail, errors = [] } = (answer ?? {}) as ProblemAnswer
  const lines = [detail === undefined ? title : `${title}: ${detail}`, ...errors.map(describeFault)]
  return new ApiFailure(status, code, lines.join('\n'))
}
