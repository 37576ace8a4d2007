/**
 * Whether the session with which this page works is over. The session itself is a cookie that no script can read: that it is over is told by whoever is
 * refused for it, and that there is one again by whoever has signed in.
 */
import { useSyncExternalStore } from 'react'

/** Of the sessions that this page has had: a refusal that was under way while somebody signed in says nothing of the new one. */
let number = 0
let isOver = false
const listeners = new Set<() => void>()

export function readSessionNumber(): number {
  return number
}

/** @param asked under which session */
export function noticeSignedOut(asked: number): void {
  if (isOver || asked !== number) return
  isOver = true
  for (const listener of listeners) listener()
}

export function noticeSignedIn(): void {
  number += 1
  isOver = false
  for (const listener of listeners) listener()
}

export function useIsOver(): boolean {
  return useSyncExternalStore(subscribe, () => isOver)
}

/** At once while it is not over; also when the signal says that nobody waits any more. */
export function waitUntilSignedIn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (isOver && !signal.aborted) return
      listeners.delete(check)
      signal.removeEventListener('abort', check)
      resolve()
    }
    listeners.add(check)
    signal.addEventListener('abort', check)
    check()
  })
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
