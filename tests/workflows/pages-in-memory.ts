/** A send of pages in memory, as a broadcast's run asks for it: which page, and when. */
import { Context } from '@temporalio/activity'
import type { Activities } from '../../activities/index.ts'

export class PagesInMemory {
  readonly sent: { page: number; at: number }[] = []
  readonly statuses: string[] = []
  readonly notBefore: number[]
  /** When those are to come back whom the first pages have put off. */
  deferred: number[] = []
  /** Pages that wait for their provider until they are told to stop. */
  stuck: number[] = []
  isStopped = false
  readonly #now: () => Promise<number>

  /** @param notBefore when each page may leave, in milliseconds since 1970 */
  constructor(notBefore: number[], now: () => Promise<number>) {
    this.notBefore = notBefore
    this.#now = now
  }

  activities(): Partial<Activities> {
    return {
      freezeBroadcast: async () => ({ recipients: this.notBefore.length * 10, pages: this.notBefore.length }),
      listPages: async ({ fromPage }) =>
        this.notBefore.slice(fromPage).map((notBefore, at) => ({ firstPage: fromPage + at, lastPage: fromPage + at, notBefore })),
      sendPage: async ({ page }) => {
        if (this.stuck.includes(page)) await waitUntilStopped()
        this.sent.push({ page, at: await this.#now() })
        return { accepted: 10, failed: 0, unknown: 0 }
      },
      requeueDeferred: async () => {
        // Those that have not left are brought into order, as the database does.
        const left = this.notBefore.splice(0, this.sent.length)
        this.notBefore.push(...this.deferred.splice(0))
        this.notBefore.sort((a, b) => a - b)
        this.notBefore.unshift(...left)
        return { pages: this.notBefore.length }
      },
      stopBroadcast: async () => {
        this.isStopped = true
      },
      completeBroadcast: async ({ isCancelled }) => {
        this.statuses.push(isCancelled ? 'cancelled' : 'sent')
      },
      projectBroadcast: async ({ status }) => {
        this.statuses.push(status)
      },
      projectSchedule: async () => undefined,
    }
  }
}

async function waitUntilStopped(): Promise<void> {
  const context = Context.current()
  const beats = setInterval(() => context.heartbeat(), 100)
  try {
    await context.cancelled
  } finally {
    clearInterval(beats)
  }
}
