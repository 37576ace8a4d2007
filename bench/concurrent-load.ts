/** Many clients at once, each doing one operation after the other: how many a second, and how long each took. */

export interface LoadFigures {
  perSecond: number
  p50Ms: number
  p99Ms: number
}

/** Does `operations` of them, numbered from 0, with `clients` under way at any time. */
export async function measureLoad(
  { operations, clients }: { operations: number; clients: number },
  operate: (operation: number, client: number) => Promise<unknown>,
): Promise<LoadFigures> {
  const latencies: number[] = []
  let next = 0
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (next < operations) {
        const operation = next
        next += 1
        const beganAt = performance.now()
        await operate(operation, client)
        latencies.push(performance.now() - beganAt)
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  latencies.sort((a, b) => a - b)
  const quantile = (share: number) =>
    Math.round((latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0) * 100) / 100
  return { perSecond: Math.round(operations / seconds), p50Ms: quantile(0.5), p99Ms: quantile(0.99) }
}
