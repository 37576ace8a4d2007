/** Something as it happens: a stream of the API, taken up again where it breaks off. */
import { useEffect, useEffectEvent, useState } from 'react'
import { followStream } from './follow-stream.ts'

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

/** @param onEnd once the API has said that nothing more comes */
export function useStream<State>(path: string, onEnd: () => void): StreamFeed<State> {
  const [feed, setFeed] = useState<FeedState<State>>({ latest: undefined, error: undefined })
  const end = useEffectEvent(onEnd)
  useEffect(() => {
    const leaving = new AbortController()
    void followStream(path, leaving.signal, {
      onEvent({ event, data }) {
        setFeed({ latest: JSON.parse(data) as State, error: undefined })
        return event === 'end'
      },
      onRefusal: (error) => setFeed((before) => ({ ...before, error })),
    }).then((hasEnded) => {
      if (hasEnded) end()
    })
    return () => leaving.abort()
  }, [path])
  return { ...feed, accept: (state) => setFeed({ latest: state, error: undefined }) }
}
