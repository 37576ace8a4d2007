/** A file's bytes on their way from a request into chunks. Holds one chunk at a time. */
import type { Request } from 'express'
import { appendChunk, type AppendedChunk } from '../../db/queries/import-chunks.ts'
import type { Sql } from '../../db/client.ts'
import { Problem } from '../http/problems.ts'

export const maxChunkBytes = 4 * 1024 * 1024

/** @throws Problem 413 for more than one chunk holds, 415 for a compressed body */
export async function readChunk(request: Request): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of readPieces(request)) {
    length += piece.length
    if (length > maxChunkBytes) throw new Problem('body_too_large', { detail: `A chunk has at most ${maxChunkBytes} bytes.` })
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** Stores a whole file from a request's body, of any size. @throws Problem when the client breaks off */
export async function storeBody(sql: Sql, importId: string, request: Request): Promise<void> {
  let pieces: Buffer[] = []
  let length = 0
  let position = 0
  const flush = async () => {
    position = assertAppended(await appendChunk(sql, { importId, position, bytes: Buffer.concat(pieces) }))
    pieces = []
    length = 0
  }
  for await (const piece of readPieces(request)) {
    pieces.push(piece)
    length += piece.length
    if (length >= maxChunkBytes) await flush()
  }
  await flush()
}

/** Where the next chunk belongs. @throws Problem for a chunk that was not taken */
export function assertAppended(chunk: AppendedChunk): number {
  switch (chunk.kind) {
    case 'appended':
    case 'repeated':
      return chunk.bytesTotal
    case 'misplaced':
      throw new Problem('chunk_misplaced', { detail: `The next chunk belongs at byte ${chunk.bytesTotal}.` })
    case 'closed':
      throw new Problem('import_closed', { detail: `The import is ${chunk.status}.` })
    case 'unknown':
      throw new Problem('not_found')
  }
}

async function* readPieces(request: Request): AsyncGenerator<Buffer> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Problem('unsupported_media_type', { detail: 'Send the file as it is, without Content-Encoding.' })
  try {
    for await (const piece of request) yield piece as Buffer
  } catch {
    throw new Problem('malformed_request', { detail: 'The transfer was broken off.' })
  }
}
