/**
 * Everything that happens after a message was accepted: receipts to post, letters to read. An errand runs when it
 * is due (`auto`) or when somebody flushes (`manual`). Errands with the same key never overlap and keep their
 * order; different keys run side by side, a few at a time. An errand that asks to be run again later is.
 */
import { createDueHeap } from './due-heap.ts'

/** Does its work and says in how many ms it wants another try, or undefined when it is done. */
export type Errand = () => Promise<number | undefined>

const AT_ONCE = 8
const LONGEST_TIMER_MS = 2_000_000_000

export interface ErrandQueue {
  add(key: string, delayMs: number, errand: Errand): void
  /** Runs all that waits now, due or not, and all that it brings along; tries for later stay. */
  flush(): Promise<{ ran: number; waiting: number }>
  waiting(): number
  clear(): void
  close(): Promise<void>
}

export function createErrandQueue(options: { clock: () => number; runsByItself: () => boolean }): ErrandQueue {
  const heap = createDueHeap<{ key: string; errand: Errand }>()
  const lastOfKey = new Map<string, Promise<void>>()
  let running = 0
  let ran = 0
  let flushing = 0
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let idleWaiters: (() => void)[] = []
  /** Tries asked for while a flush runs: they wait for their time instead of prolonging it. */
  let postponed: { dueAt: number; key: string; errand: Errand }[] = []

  function add(key: string, delayMs: number, errand: Errand): void {
    heap.add(options.clock() + delayMs, { key, errand })
    pump()
  }

  function pump(): void {
    clearTimeout(timer)
    if (isClosed) return
    while (running < AT_ONCE && isNextRunnable()) {
      const next = heap.take()
      if (next) start(next.key, next.errand)
    }
    const dueAt = heap.nextDueAt()
    if (running === 0 && (flushing === 0 || dueAt === undefined)) notifyIdle()
    if (dueAt !== undefined && running < AT_ONCE && options.runsByItself()) {
      timer = setTimeout(pump, Math.min(Math.max(1, dueAt - options.clock()), LONGEST_TIMER_MS))
      timer.unref()
    }
  }

  function isNextRunnable(): boolean {
    const dueAt = heap.nextDueAt()
    return dueAt !== undefined && (flushing > 0 || (options.runsByItself() && dueAt <= options.clock()))
  }

  function start(key: string, errand: Errand): void {
    running += 1
    const turn = (lastOfKey.get(key) ?? Promise.resolve()).then(() => run(key, errand))
    lastOfKey.set(key, turn)
    void turn.then(() => {
      if (lastOfKey.get(key) === turn) lastOfKey.delete(key)
      running -= 1
      pump()
    })
  }

  async function run(key: string, errand: Errand): Promise<void> {
    if (isClosed) return
    ran += 1
    // An errand reports its own failures by asking for another try; a thrown error is a fault of the sandbox.
    const againInMs = await errand()
    if (againInMs === undefined) return
    const dueAt = options.clock() + againInMs
    if (flushing > 0) postponed.push({ dueAt, key, errand })
    else heap.add(dueAt, { key, errand })
  }

  function notifyIdle(): void {
    const waiters = idleWaiters
    idleWaiters = []
    for (const resolve of waiters) resolve()
  }

  return {
    add,
    async flush() {
      const before = ran
      flushing += 1
      await new Promise<void>((resolve) => {
        idleWaiters.push(resolve)
        pump()
      })
      flushing -= 1
      for (const { dueAt, key, errand } of postponed.splice(0)) heap.add(dueAt, { key, errand })
      pump()
      return { ran: ran - before, waiting: heap.size() }
    },
    waiting: () => heap.size() + running + postponed.length,
    clear() {
      heap.clear()
      postponed = []
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      heap.clear()
      await Promise.all(lastOfKey.values())
      notifyIdle()
    },
  }
}
