/** The fields of a small form, as browsers and mail programs post them: RFC 8058 allows both encodings. */
import type { Request } from 'express'
import { readMediaType } from '../http/bodies.ts'
import { Problem } from '../http/problems.ts'
import { readRawBody } from '../webhooks/raw-body.ts'

const limitBytes = 16 * 1024

/** Texts alone; of a field that comes twice, the last. @throws Problem 400, 413 or 415 */
export async function readForm(request: Request): Promise<Map<string, string>> {
  const body = await readRawBody(request, limitBytes)
  const type = readMediaType(request) ?? 'application/x-www-form-urlencoded'
  if (type === 'application/x-www-form-urlencoded') return new Map(new URLSearchParams(body.toString('utf8')))
  if (type !== 'multipart/form-data') throw new Problem('unsupported_media_type', { detail: 'Send a form.' })
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData()
    return new Map([...form].filter((field): field is [string, string] => typeof field[1] === 'string'))
  } catch {
    throw new Problem('malformed_request')
  }
}
