/**
 * Resend's idempotency keys: for 24 hours a key answers the same payload with what the first request was
 * answered, refuses another payload, and refuses everything while the first is still being worked on.
 */

const KEPT_MS = 24 * 3_600_000

interface Entry {
  payload: string
  at: number
  /** Undefined while the first request is in flight. Rendered on demand: replies of batches are long. */
  renderReply: (() => string) | undefined
}

export type KeyState = { kind: 'new' } | { kind: 'other_payload' } | { kind: 'in_flight' } | { kind: 'replay'; body: string }

export function createIdempotencyKeys(clock: () => number) {
  const entries = new Map<string, Entry>()

  /** Keys are inserted in the order of time, so the outdated ones are in front. */
  function dropOutdated(): void {
    const oldest = clock() - KEPT_MS
    for (const [key, { at }] of entries) {
      if (at > oldest) return
      entries.delete(key)
    }
  }

  return {
    look(key: string, payload: string): KeyState {
      dropOutdated()
      const entry = entries.get(key)
      if (!entry) return { kind: 'new' }
      if (entry.payload !== payload) return { kind: 'other_payload' }
      return entry.renderReply ? { kind: 'replay', body: entry.renderReply() } : { kind: 'in_flight' }
    },
    begin(key: string, payload: string): void {
      entries.set(key, { payload, at: clock(), renderReply: undefined })
    },
    finish(key: string, renderReply: () => string): void {
      const entry = entries.get(key)
      if (entry) entry.renderReply = renderReply
    },
    /** The request was refused: the key is free again. */
    abandon(key: string): void {
      entries.delete(key)
    },
    /** Takes up again what an earlier process answered, oldest first. */
    restore(key: string, payload: string, at: number, renderReply: () => string): void {
      if (at > clock() - KEPT_MS) entries.set(key, { payload, at, renderReply })
    },
    clear(): void {
      entries.clear()
    },
  }
}
