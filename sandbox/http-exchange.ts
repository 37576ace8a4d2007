/**
 * The few pieces of HTTP that every part of the sandbox shares: a reply as a value, reading a whole body, and
 * writing the reply. Plain `node:http`, because the sandbox shares its processors with the system under a benchmark.
 */
import { isAscii } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface Reply {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

/** A JSON reply; `value` undefined gives an empty body. */
export function replyJson(status: number, value?: unknown, headers?: Record<string, string>): Reply {
  if (value === undefined) return { status, ...(headers && { headers }) }
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(value) }
}

export function writeReply(response: ServerResponse, reply: Reply): void {
  const body = reply.body ?? ''
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** The whole body, or undefined when it is longer than `limitBytes`. Rejects when the client goes away first. */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      // Past the limit the rest is read and dropped, so that the client can finish writing and see the answer.
      if (length <= limitBytes) chunks.push(chunk)
    })
    request.on('end', () => resolve(length > limitBytes ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length)))
    request.on('error', reject)
  })
}

/** The body as text. Bytes that are all ASCII are copied instead of decoded, which is several times cheaper. */
function decodeText(body: Buffer): string {
  return isAscii(body) ? body.toString('latin1') : body.toString('utf8')
}

/** Parsed JSON, or undefined when the body is none. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(decodeText(body))
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The token of an `Authorization: Bearer …` header, if there is one. */
export function readBearer(request: IncomingMessage): string | undefined {
  const header = request.headers.authorization
  return header !== undefined && header.slice(0, 7).toLowerCase() === 'bearer ' ? header.slice(7).trim() || undefined : undefined
}
