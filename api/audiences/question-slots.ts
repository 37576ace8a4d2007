/** A few places for questions that may keep the database busy, so that they can never take all of its connections; those who wait take turns. */

export class NoSlot extends Error {
  override name = 'NoSlot'
}

export interface QuestionSlots {
  /**
   * Runs `work` as soon as there is a place.
   * @throws NoSlot when too many wait already, or for too long; the signal's reason when it is aborted while waiting
   */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

interface Waiting {
  enter(): void
  leave(reason: unknown): void
}

export function createQuestionSlots({
  atOnce,
  waitingAtMost,
  waitMs,
}: {
  atOnce: number
  waitingAtMost: number
  waitMs: number
}): QuestionSlots {
  let running = 0
  const queue: Waiting[] = []

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (running < atOnce) {
      running += 1
      return
    }
    if (queue.length >= waitingAtMost) throw new NoSlot()
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => waiting.leave(signal.reason)
      const settle = () => {
        clearTimeout(impatience)
        signal.removeEventListener('abort', onAbort)
        const place = queue.indexOf(waiting)
        if (place >= 0) queue.splice(place, 1)
      }
      const waiting: Waiting = {
        enter() {
          settle()
          resolve()
        },
        leave(reason) {
          settle()
          reject(reason instanceof Error ? reason : new NoSlot())
        },
      }
      const impatience = setTimeout(() => waiting.leave(new NoSlot()), waitMs)
      signal.addEventListener('abort', onAbort, { once: true })
      queue.push(waiting)
    })
  }

  return {
    async run(signal, work) {
      await enter(signal)
      try {
        return await work()
      } finally {
        const next = queue[0]
        // The place goes to whoever has waited longest, without becoming free in between.
        if (next === undefined) running -= 1
        else next.enter()
      }
    },
  }
}
