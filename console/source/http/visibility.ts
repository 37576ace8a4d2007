/** Whether anybody can see the page: what nobody sees keeps no connection, of which a browser allows six to a server. */

function isVisible(): boolean {
  return document.visibilityState === 'visible'
}

/** At once while it can be seen; also when the signal says that nobody waits any more. */
export function waitUntilVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!isVisible() && !signal.aborted) return
      document.removeEventListener('visibilitychange', check)
      signal.removeEventListener('abort', check)
      resolve()
    }
    document.addEventListener('visibilitychange', check)
    signal.addEventListener('abort', check)
    check()
  })
}

export interface Looking {
  /** Says when the page is hidden, or when nobody waits any more. */
  signal: AbortSignal
  stop(): void
}

export function watchUntilHidden(signal: AbortSignal): Looking {
  const looking = new AbortController()
  const stop = () => {
    document.removeEventListener('visibilitychange', check)
    signal.removeEventListener('abort', check)
    looking.abort()
  }
  const check = () => {
    if (!isVisible() || signal.aborted) stop()
  }
  document.addEventListener('visibilitychange', check)
  signal.addEventListener('abort', check)
  check()
  return { signal: looking.signal, stop }
}
