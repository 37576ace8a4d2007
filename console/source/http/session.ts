/** Who is signed in: an API key, kept for this browser tab and no longer. */
import { useSyncExternalStore } from 'react'

const storageKey = 'regulars.api-key'
const listeners = new Set<() => void>()

export function readKey(): string | null {
  return sessionStorage.getItem(storageKey)
}

export function signIn(key: string): void {
  sessionStorage.setItem(storageKey, key)
  tellListeners()
}

export function signOut(): void {
  sessionStorage.removeItem(storageKey)
  tellListeners()
}

export function useKey(): string | null {
  return useSyncExternalStore(subscribe, readKey)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function tellListeners(): void {
  for (const listener of listeners) listener()
}
