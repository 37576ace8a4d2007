/** Tells Temporal every few seconds that the work goes on, so that a crash shows soon. */
import { Context } from '@temporalio/activity'

const everyMs = 2_000

export async function keepAlive<Result>(work: () => Promise<Result>, details?: unknown): Promise<Result> {
  const heartbeat = setInterval(() => Context.current().heartbeat(details), everyMs)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
  }
}
