/**
 * Turns work on many things at once into work on one: what is asked for while a batch is under way becomes the next batch, so that nobody waits for others to
 * come, and thousands that come together share their statements and their commits.
 */
interface Waiting<Item> {
  item: Item
  resolve(): void
  reject(error: unknown): void
}

/**
 * @param work on all of them or on none; where it fails for several, each of them is tried alone, so that one cannot fail the others
 * @param most in one batch
 */
export function gather<Item>(work: (items: readonly Item[]) => Promise<void>, most = 200): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = []
  let isAtWork = false
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isAtWork) void goOn()
    })

  async function goOn(): Promise<void> {
    isAtWork = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most)
      try {
        await work(batch.map(({ item }) => item))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        if (batch.length === 1) batch[0]?.reject(error)
        else await Promise.all(batch.map(({ item, resolve, reject }) => work([item]).then(resolve, reject)))
      }
    }
    isAtWork = false
  }
}
