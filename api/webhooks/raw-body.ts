/** A request's body as the bytes that came, for signatures over them: no decoding, no decompression, and never more than the limit. */
import type { Request } from 'express'
import { Problem } from '../http/problems.ts'

/** @throws Problem `body_too_large` (413), `unsupported_media_type` (415) for a compressed body, `malformed_request` (400) for one that breaks off */
export async function readRawBody(request: Request, limitBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw new Problem('unsupported_media_type', { detail: 'Send the body as it is, without Content-Encoding.' })
  const tooLarge = () => new Problem('body_too_large', { detail: `At most ${limitBytes} bytes.`, headers: { Connection: 'close' } })
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limitBytes) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('malformed_request')
  }
  return Buffer.concat(chunks, size)
}
