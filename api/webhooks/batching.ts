/**
 * Joins calls that come while an earlier one is under way, so that a flood of webhooks costs a few statements instead of one each, and a single
 * one never waits for company. When a batch fails, each of its members is tried alone: nobody fails for a neighbour.
 */

interface Waiting<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (error: unknown) => void
}

/** @param work answers for each item, in their order; one batch at a time, of at most `maxBatch`. */
export function createBatching<T, R>(
  work: (items: T[]) => Promise<R[]>,
  { maxBatch = 500 }: { maxBatch?: number } = {},
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = []
  let isWorking = false

  async function drain(): Promise<void> {
    isWorking = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch)
      waiting = waiting.slice(maxBatch)
      if (!(await settle(batch)) && batch.length > 1) for (const one of batch) await settle([one])
    }
    isWorking = false
  }

  async function settle(batch: Waiting<T, R>[]): Promise<boolean> {
    try {
      const results = await work(batch.map(({ item }) => item))
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as R)
      return true
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error)
      return false
    }
  }

  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isWorking) void drain()
    })
}
