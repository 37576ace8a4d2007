/** Scores customers again when the time of an order comes that was placed for the future. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from '../db/client.ts'
import { wakeDueCustomers } from '../db/queries/segments/wake-due-customers.ts'

export interface WakeupDependencies {
  pool: Pool
  now: () => Date
  onError(): void
}

const pollEveryMs = 1_000

/** Runs until `signal` is aborted. */
export async function wakeCustomers({ pool, now, onError }: WakeupDependencies, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const woken = await wakeDueCustomers(pool, now()).catch(() => {
      onError()
      return 0
    })
    if (woken === 0) await delay(pollEveryMs, undefined, { signal }).catch(() => undefined)
  }
}
