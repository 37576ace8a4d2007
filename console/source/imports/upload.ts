/**
 * A file on its way to an import, piece by piece: it goes on while other pages are open, waits while Regulars cannot be reached, and goes on from
 * where it was. A piece that is sent twice is taken once.
 *
 *   sending ⇄ waiting ─► done │ failed │ (stopped: forgotten)
 */
import { ApiError, connection, isUnreachable, request } from '../http/request.ts'
import { type ImportJob, importsPath } from './import-queries.ts'

export interface Upload {
  state: 'sending' | 'waiting' | 'failed' | 'done'
  bytesSent: number
  bytesTotal: number
  error: unknown
}

const pieceBytes = 2 * 1024 * 1024
const uploads = new Map<string, Upload>()
const stops = new Map<string, AbortController>()
const listeners = new Set<() => void>()

export function readUpload(importId: string): Upload | undefined {
  return uploads.get(importId)
}

export function subscribeToUploads(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** @param from how much of it is there already */
export function startUpload(importId: string, file: Blob, from: number): void {
  stopUpload(importId)
  const stop = new AbortController()
  stops.set(importId, stop)
  tell(importId, { state: 'sending', bytesSent: from, bytesTotal: file.size, error: undefined })
  void sendAll(importId, file, from, stop.signal)
}

export function stopUpload(importId: string): void {
  stops.get(importId)?.abort()
  stops.delete(importId)
  uploads.delete(importId)
  tellListeners()
}

async function sendAll(importId: string, file: Blob, from: number, signal: AbortSignal): Promise<void> {
  let position = from
  const show = (state: Upload['state'], error?: unknown) => {
    if (!signal.aborted) tell(importId, { state, bytesSent: position, bytesTotal: file.size, error })
  }
  while (position < file.size && !signal.aborted) {
    try {
      const body = file.slice(position, position + pieceBytes)
      const { bytesTotal } = await request<{ bytesTotal: number }>('PUT', `${importsPath}/${importId}/chunks/${position}`, { body, signal })
      position = bytesTotal
      show('sending')
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof ApiError) || !(await canGoOn(error))) return show('failed', error)
    }
  }
  show('done')

  /** True once it may be tried again. */
  async function canGoOn(error: ApiError): Promise<boolean> {
    if (error.code === 'chunk_misplaced') {
      // Somebody else is sending it too, or an answer was lost: the API knows how far it is.
      position = (await request<ImportJob>('GET', `${importsPath}/${importId}`, { signal })).bytesTotal
      return position <= file.size
    }
    if (!isUnreachable(error) && error.status !== 429 && error.status < 500) return false
    show('waiting')
    await pause(error.retryAfterMs ?? 1_000)
    await connection.waitUntilUp(signal)
    return true
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs)
  })
}

function tell(importId: string, upload: Upload): void {
  uploads.set(importId, upload)
  tellListeners()
}

function tellListeners(): void {
  for (const listener of listeners) listener()
}
