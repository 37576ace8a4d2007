/**
 * Whether Regulars answers, for all of the console at once. Whoever asks it something says what came of it; while no answer comes it is asked
 * again by itself, less and less often, and everybody who waits goes on once it answers.
 *
 *   up ─no answer─► down ─tries after 1, 2, 4 … 15 s, or when told to─► up
 */
export interface ConnectionState {
  isDown: boolean
  /** Milliseconds since 1970; undefined while it is being tried, and while it is up. */
  nextTryAt: number | undefined
  /** Something has been waited for longer than an answer takes. */
  isSlow: boolean
}

export interface Connection {
  read(): ConnectionState
  /** Called at every change. */
  subscribe(listener: () => void): () => void
  noticeAnswer(): void
  /** @param waitMs how long it asks to be left alone */
  noticeSilence(waitMs?: number): void
  /** What is to be called when the answer is there, or will not come. */
  noticeAsking(): () => void
  tryNow(): void
  /** At once while it is up; also when the signal says that nobody waits any more. */
  waitUntilUp(signal?: AbortSignal): Promise<void>
  /** Called whenever it is back. */
  onReturn(listener: () => void): () => void
}

export interface ConnectionOptions {
  /** True when Regulars has answered anything at all. */
  probe: () => Promise<boolean>
  firstTryAfterMs?: number
  lastTryAfterMs?: number
  slowAfterMs?: number
}

const up: ConnectionState = { isDown: false, nextTryAt: undefined, isSlow: false }

export function createConnection({
  probe,
  firstTryAfterMs = 1_000,
  lastTryAfterMs = 15_000,
  slowAfterMs = 8_000,
}: ConnectionOptions): Connection {
  let state = up
  let tries = 0
  let slow = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isTrying = false
  const listeners = new Set<() => void>()
  const returnListeners = new Set<() => void>()

  function update(part: Partial<ConnectionState>): void {
    state = { ...state, ...part }
    for (const listener of listeners) listener()
  }

  function plan(waitMs = 0): void {
    clearTimeout(timer)
    const inMs = Math.max(waitMs, Math.min(firstTryAfterMs * 2 ** tries, lastTryAfterMs))
    timer = setTimeout(() => void attempt(), inMs)
    update({ isDown: true, nextTryAt: Date.now() + inMs })
  }

  async function attempt(): Promise<void> {
    if (isTrying || !state.isDown) return
    isTrying = true
    clearTimeout(timer)
    update({ nextTryAt: undefined })
    const hasAnswered = await probe().catch(() => false)
    isTrying = false
    tries += 1
    // Somebody else may have had an answer in the meantime.
    if (hasAnswered) noticeAnswer()
    else if (state.isDown) plan()
  }

  function noticeAnswer(): void {
    tries = 0
    if (!state.isDown) return
    clearTimeout(timer)
    update({ isDown: false, nextTryAt: undefined })
    for (const listener of returnListeners) listener()
  }

  return {
    read: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    noticeAnswer,
    noticeSilence(waitMs) {
      if (!state.isDown) plan(waitMs)
    },
    noticeAsking() {
      let isSlow = false
      const count = (by: number) => {
        slow += by
        update({ isSlow: slow > 0 })
      }
      const slowTimer = setTimeout(() => {
        isSlow = true
        count(1)
      }, slowAfterMs)
      return () => {
        clearTimeout(slowTimer)
        if (isSlow) count(-1)
        isSlow = false
      }
    },
    tryNow: () => void attempt(),
    waitUntilUp(signal) {
      return new Promise((resolve) => {
        if (!state.isDown || signal?.aborted === true) return resolve()
        const stop = () => {
          returnListeners.delete(stop)
          signal?.removeEventListener('abort', stop)
          resolve()
        }
        returnListeners.add(stop)
        signal?.addEventListener('abort', stop)
      })
    },
    onReturn(listener) {
      returnListeners.add(listener)
      return () => void returnListeners.delete(listener)
    },
  }
}
