/** A workflow that only sleeps and says for how long, in the server's time. */
import { sleep } from '@temporalio/workflow'

export async function sleepFor(durationMs: number): Promise<number> {
  const startedAt = Date.now()
  await sleep(durationMs)
  return Date.now() - startedAt
}
