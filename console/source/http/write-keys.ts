/**
 * An Idempotency-Key for every write. One of which nobody knows what came of it, since no answer arrived, keeps its key: pressed again with the
 * same content it is the same write, and nothing is done twice.
 */
const unanswered = new Map<string, string>()

export interface WriteKey {
  key: string
  /** @param isKnown what came of it: an answer, be it a refusal */
  settle(isKnown: boolean): void
}

export function takeWriteKey(method: string, path: string, body: string | undefined): WriteKey {
  const write = `${method} ${path} ${body ?? ''}`
  const key = unanswered.get(write) ?? makeKey()
  return {
    key,
    settle(isKnown) {
      if (isKnown) unanswered.delete(write)
      else unanswered.set(write, key)
    },
  }
}

/** `randomUUID` is only there over HTTPS and on loopback. */
function makeKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
