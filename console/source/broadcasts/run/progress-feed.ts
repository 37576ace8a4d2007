/** A broadcast's progress as it happens: the stream of the API, taken up again where it breaks off. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { readEvents } from '../../http/event-stream.ts'
import { ApiError } from '../../http/request.ts'
import { broadcastQuery, broadcastsPath, type Progress } from '../broadcast-queries.ts'

export interface ProgressFeed {
  progress: Progress | undefined
  /** While it is cut off: the numbers are those from before. */
  error: unknown
  /** Takes the answer to a command, which is ahead of the stream. */
  accept(progress: Progress): void
}

const reconnectAfterMs = 2_000

export function useProgress(id: string): ProgressFeed {
  const client = useQueryClient()
  const [state, setState] = useState<FeedState>({ progress: undefined, error: undefined })
  useEffect(() => {
    const leaving = new AbortController()
    void follow(id, leaving.signal, setState).then((hasEnded) => (hasEnded ? client.invalidateQueries(broadcastQuery(id)) : undefined))
    return () => leaving.abort()
  }, [id, client])
  return { ...state, accept: (progress) => setState({ progress, error: undefined }) }
}

type FeedState = Pick<ProgressFeed, 'progress' | 'error'>
type Tell = (change: (before: FeedState) => FeedState) => void

/** True once the broadcast has ended, false when nobody listens any more. */
async function follow(id: string, signal: AbortSignal, tell: Tell): Promise<boolean> {
  while (!signal.aborted) {
    try {
      for await (const { event, data } of readEvents(`${broadcastsPath}/${id}/progress/stream`, signal)) {
        const progress = JSON.parse(data) as Progress
        tell(() => ({ progress, error: undefined }))
        if (event === 'end') return true
      }
    } catch (error) {
      if (signal.aborted) return false
      tell((before) => ({ ...before, error }))
      // A key that may not look, or a broadcast that is gone: asking again does not help.
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) return false
    }
    await wait(reconnectAfterMs, signal)
  }
  return false
}

function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
