/**
 * Tells any number of listeners which topics have changed: one reader in this process, however many listen, and none when nobody does.
 * A listener is opened once the reader has looked, so that whatever it reads from then on, it is told of every later change.
 */
import { type ChangeTopic, changeTopics } from '../../domain/change-topics.ts'

export interface ChangeListener {
  /** @param recent topics that changed shortly before */
  open(recent: ChangeTopic[]): void
  /** Topics that have changed since. */
  change(topics: ChangeTopic[]): void
}

export interface ChangeFeed {
  /** Returns what ends it. */
  listen(listener: ChangeListener): () => void
}

/** What changed since the look before. */
export type ReadChanges<Look> = (before: Look | undefined) => Promise<{ look: Look; topics: ChangeTopic[] }>

interface FeedOptions {
  intervalMs?: number
  /** A change stays recent for so long: longer than a page takes from its first question to its stream. */
  recentMs: number
  /** Called once for any number of failures in a row. */
  onFault: (error: unknown) => void
}

/** A read that takes long makes the pauses longer, so that listening costs a tenth of a connection at most. */
export function createChangeFeed<Look>(read: ReadChanges<Look>, { intervalMs = 1000, recentMs, onFault }: FeedOptions): ChangeFeed {
  const listeners = new Set<ChangeListener>()
  const waiting = new Set<ChangeListener>()
  const changedAt = new Map<ChangeTopic, number>()
  let before: Look | undefined
  let isReading = false
  let isBroken = false
  let hurry: (() => void) | undefined

  async function follow(): Promise<void> {
    isReading = true
    while (listeners.size > 0 || waiting.size > 0) {
      const startedAt = performance.now()
      // Whoever comes while it is being read is opened by the next one.
      const opened = [...waiting]
      await look(opened).catch((error: unknown) => {
        if (!isBroken) onFault(error)
        isBroken = true
      })
      const isAwaited = [...waiting].some((listener) => !opened.includes(listener))
      if (!isAwaited || isBroken) await pause(Math.max(intervalMs, 9 * (performance.now() - startedAt)), (wake) => (hurry = wake))
    }
    before = undefined
    changedAt.clear()
    isReading = false
  }

  async function look(opened: ChangeListener[]): Promise<void> {
    const { look: seen, topics: found } = await read(before)
    // What happened while nothing could be read, nobody knows.
    const topics = isBroken ? [...changeTopics] : found
    before = seen
    isBroken = false
    const now = performance.now()
    for (const topic of topics) changedAt.set(topic, now)
    if (topics.length > 0) for (const listener of listeners) listener.change(topics)
    const recent = changeTopics.filter((topic) => now - (changedAt.get(topic) ?? -recentMs) < recentMs)
    for (const listener of opened) {
      if (!waiting.delete(listener)) continue
      listeners.add(listener)
      listener.open(recent)
    }
  }

  return {
    listen(listener) {
      waiting.add(listener)
      if (!isReading) void follow()
      else if (!isBroken) hurry?.()
      return () => {
        waiting.delete(listener)
        listeners.delete(listener)
      }
    },
  }
}

/** Does not keep the process alive. @param onWake is given what ends it before its time */
async function pause(ms: number, onWake: (wake: () => void) => void): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms).unref()
    onWake(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
