/** A stream of the API for as long as somebody looks: taken up again where it breaks off, left while the page is hidden, the session over or nobody answers. */
import { readEvents, type StreamEvent } from './event-stream.ts'
import { ApiError, connection, isUnreachable } from './request.ts'
import { waitUntilSignedIn } from './session.ts'
import { waitUntilVisible, watchUntilHidden } from './visibility.ts'

export interface StreamHandlers {
  /** Before each time that it is asked for. */
  onAsking?: () => void
  /** Nothing is heard any more, for now or for good. */
  onLeft?: () => void
  /** True where nothing more comes. */
  onEvent: (event: StreamEvent) => boolean
  /** Regulars refuses it. */
  onRefusal?: (error: ApiError) => void
}

/** Not all at the same moment, after a restart. */
const reconnectAfterMs = 1_000
const longestPauseMs = 30_000

/** True once it has ended, false when nobody listens any more, or where asking again does not help. */
export async function followStream(path: string, signal: AbortSignal, handlers: StreamHandlers): Promise<boolean> {
  let silences = 0
  while (!signal.aborted) {
    await waitUntilVisible(signal)
    await waitUntilSignedIn(signal)
    await connection.waitUntilUp(signal)
    const looking = watchUntilHidden(signal)
    const outcome = await listen(path, looking.signal, handlers)
    handlers.onLeft?.()
    silences = outcome === 'silent' ? silences + 1 : 0
    // Whoever looks again is told at once.
    if (outcome === 'broken' || outcome === 'silent')
      await wait(Math.min(reconnectAfterMs * 2 ** silences, longestPauseMs) * (0.75 + Math.random() / 2), looking.signal)
    looking.stop()
    if (outcome === 'ended') return true
    if (outcome === 'refused') return false
  }
  return false
}

/** `broken`: after it had said something. */
async function listen(
  path: string,
  signal: AbortSignal,
  { onAsking, onEvent, onRefusal }: StreamHandlers,
): Promise<'ended' | 'refused' | 'silent' | 'broken'> {
  let hasSpoken = false
  try {
    if (signal.aborted) return 'broken'
    onAsking?.()
    for await (const event of readEvents(path, signal)) {
      hasSpoken = true
      if (onEvent(event)) return 'ended'
    }
  } catch (error) {
    // A stream that breaks off in the middle is taken up again; whether that works is what counts.
    if (!signal.aborted && error instanceof ApiError && !isUnreachable(error)) {
      onRefusal?.(error)
      // A role that may not look, or something that is gone: asking again does not help.
      if (error.status >= 400 && error.status < 500 && ![401, 429].includes(error.status)) return 'refused'
    }
  }
  return hasSpoken || signal.aborted ? 'broken' : 'silent'
}

function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, durationMs)
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}
