/** Reads a request's JSON body: content type, size, encoding, and what `safe-json` promises. */
import express, { type Request, type Response } from 'express'
import { Problem } from './problems.ts'
import { parseSafeJson } from './safe-json.ts'

export const defaultBodyLimitBytes = 10 * 1024 * 1024

/** The media type in lower case without parameters; undefined when there is none. */
export function readMediaType(request: Request): string | undefined {
  return request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
}

function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
}

/** @throws Problem 400, 413, 415 or 422 */
export async function readJsonBody(request: Request, response: Response, limitBytes: number): Promise<unknown> {
  if (!hasBody(request)) return {}
  assertJson(request)
  const bytes = await readBytes(request, response, limitBytes)
  return bytes.length === 0 ? {} : parseSafeJson(bytes)
}

function assertJson(request: Request): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase()
  if (readMediaType(request) !== 'application/json' || (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')) {
    throw new Problem('unsupported_media_type')
  }
}

async function readBytes(request: Request, response: Response, limitBytes: number): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    express.raw({ type: () => true, limit: limitBytes })(request, response, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(toBodyProblem(error, limitBytes))
    })
  })
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

function toBodyProblem(error: unknown, limitBytes: number): Problem {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413) return new Problem('body_too_large', { detail: `At most ${limitBytes} bytes.` })
  if (status === 415) return new Problem('unsupported_media_type', { detail: 'Content-Encoding may be gzip, deflate, br or none.' })
  return new Problem('malformed_request')
}
