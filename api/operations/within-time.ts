/** Facts that may not come: each is waited for so long and no longer, so that one that is away does not take the others with it. */
import type { Client } from '@temporalio/client'

/** Undefined where it took longer, or failed. */
export async function withinTime<Value>(ms: number, work: () => Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined)
  })
  try {
    return await Promise.race([work().catch(() => undefined), tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** The same for what Temporal is asked; undefined also where there is no Temporal. */
export async function askTemporal<Value>(
  client: Client | undefined,
  ms: number,
  work: (client: Client) => Promise<Value>,
): Promise<Value | undefined> {
  if (client === undefined) return undefined
  // The deadline ends the call, the race ends the wait for a connection.
  return withinTime(ms, () => client.withDeadline(Date.now() + ms, () => work(client)))
}
