/** The bytes of an import on the wire: chunks to the API, rejected rows back. */
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { ApiFailure, type ApiPlace } from './api-client.ts'
import { StartFailure } from './start/failure.ts'

const chunkBytes = 4 * 1024 * 1024
const attempts = 5

export interface FileChunk {
  position: number
  bytes: Buffer
}

export async function* readChunks(file: string, from: number): AsyncGenerator<FileChunk> {
  const handle = await open(file, 'r')
  try {
    for (let position = from; ;) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position)
      if (bytesRead === 0) return
      yield { position, bytes: buffer.subarray(0, bytesRead) }
      position += bytesRead
    }
  } finally {
    await handle.close()
  }
}

/** Sent again while nobody answers or the server is in trouble; the same chunk twice is harmless. @throws ApiFailure, StartFailure */
export async function putChunk({ url, key }: ApiPlace, { importId, position, bytes }: FileChunk & { importId: string }): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${url}/api/v1/imports/${importId}/chunks/${position}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    }).catch(() => undefined)
    if (response?.ok === true) return
    if (response !== undefined && response.status < 500 && response.status !== 429) throw await readFailure(response)
    if (attempt === attempts) throw new StartFailure(`The file could not be sent. Go on with it later: --resume ${importId}`)
    await wait(500 * 2 ** attempt)
  }
}

/** Readable by their owner alone: they are rows of the store's file. @throws ApiFailure, StartFailure */
export async function downloadRejections({ url, key }: ApiPlace, importId: string, file: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/imports/${importId}/rejections.csv`, { headers: { authorization: `Bearer ${key}` } }).catch(
    () => undefined,
  )
  if (response === undefined || response.body === null)
    throw new StartFailure(`The rejected rows could not be fetched. Try again: --resume ${importId}`)
  if (!response.ok) throw await readFailure(response)
  await pipeline(Readable.fromWeb(response.body), createWriteStream(file, { mode: 0o600 }))
}

async function readFailure(response: Response): Promise<ApiFailure> {
  const {
    code = 'unreadable_answer',
    title = `HTTP ${response.status}`,
    detail,
  } = (await response.json().catch(() => ({}))) as { code?: string; title?: string; detail?: string }
  return new ApiFailure(response.status, code, detail === undefined ? title : `${title}: ${detail}`)
}
