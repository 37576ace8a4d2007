/** Waiting in a way that the Temporal UI can tell. */
import { CancellationScope, condition, sleep } from '@temporalio/workflow'

/** Until that instant, or until `isInterrupted` turns true. @param summary what the timer waits for, as an operator reads it */
export async function waitUntil(instant: number, summary: string, isInterrupted: () => boolean): Promise<void> {
  const waitMs = instant - Date.now()
  if (waitMs <= 0 || isInterrupted()) return
  const scope = new CancellationScope()
  await scope.run(() => Promise.race([sleep(waitMs, { summary }), condition(isInterrupted)]))
  // Whichever has not happened is not waited for any more: the timer is gone from the history's open ones.
  scope.cancel()
}

/** The freeze takes a while, and whose time has passed by then waits for the next day. */
const leadMs = 5 * 60_000

/** When to prepare for a wall-clock time: shortly before it is that late anywhere (UTC+14). */
export function findPreparationForLocalTime(date: string, time: string): number {
  return Date.parse(`${date}T${time}:00Z`) - 14 * 3_600_000 - leadMs
}
