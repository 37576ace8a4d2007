/** Something as it happens: a stream of the API, taken up again where it breaks off. */
import { useEffect, useEffectEvent, useState } from 'react'
import { readEvents } from './event-stream.ts'
import { ApiError, connection, isUnreachable } from './request.ts'
import { waitUntilSignedIn } from './session.ts'

export interface StreamFeed<State> {
  latest: State | undefined
  /** Why it is refused: what is shown is from before. That nobody answers, the console says for all of its pages at once. */
  error: unknown
  /** Takes the answer to a command, which is ahead of the stream. */
  accept(state: State): void
}

interface FeedState<State> {
  latest: State | undefined
  error: unknown
}

const reconnectAfterMs = 2_000

/** @param onEnd once the API has said that nothing more comes */
export function useStream<State>(path: string, onEnd: () => void): StreamFeed<State> {
  const [feed, setFeed] = useState<FeedState<State>>({ latest: undefined, error: undefined })
  const end = useEffectEvent(onEnd)
  useEffect(() => {
    const leaving = new AbortController()
    void follow<State>(path, leaving.signal, setFeed).then((hasEnded) => {
      if (hasEnded) end()
    })
    return () => leaving.abort()
  }, [path])
  return { ...feed, accept: (state) => setFeed({ latest: state, error: undefined }) }
}

type Tell<State> = (change: (before: FeedState<State>) => FeedState<State>) => void

/** True once it has ended, false when nobody listens any more. */
async function follow<State>(path: string, signal: AbortSignal, tell: Tell<State>): Promise<boolean> {
  while (!signal.aborted) {
    try {
      for await (const { event, data } of readEvents(path, signal)) {
        const latest = JSON.parse(data) as State
        tell(() => ({ latest, error: undefined }))
        if (event === 'end') return true
      }
    } catch (error) {
      if (signal.aborted) return false
      // A stream that breaks off in the middle is taken up again; whether that works is what counts.
      if (error instanceof ApiError && !isUnreachable(error)) tell((before) => ({ ...before, error }))
      // A role that may not look, or something that is gone: asking again does not help.
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && ![401, 429].includes(error.status)) return false
    }
    await waitUntilSignedIn(signal)
    await connection.waitUntilUp(signal)
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
