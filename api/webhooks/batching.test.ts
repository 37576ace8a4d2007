import { describe, expect, it } from 'vitest'
import { createBatching } from './batching.ts'

/** Work that waits to be let go, and keeps what it was given. */
function hold() {
  const batches: number[][] = []
  const releases: (() => void)[] = []
  const work = async (items: number[]) => {
    batches.push(items)
    await new Promise<void>((resolve) => releases.push(resolve))
    if (items.includes(13)) throw new Error('unlucky')
    return items.map((item) => item * 10)
  }
  const release = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve))
      releases.shift()?.()
    }
  }
  return { batches, work, release }
}

describe('batching', () => {
  it('begins at once, and joins what comes meanwhile', async () => {
    const { batches, work, release } = hold()
    const call = createBatching(work)
    const answers = Promise.all([1, 2, 3, 4].map(call))
    await release(2)
    expect(await answers).toEqual([10, 20, 30, 40])
    expect(batches).toEqual([[1], [2, 3, 4]])
  })

  it('takes no more at once than it may', async () => {
    const { batches, work, release } = hold()
    const call = createBatching(work, { maxBatch: 2 })
    const answers = Promise.all([1, 2, 3, 4].map(call))
    await release(3)
    await answers
    expect(batches).toEqual([[1], [2, 3], [4]])
  })

  it('lets nobody fail for a neighbour', async () => {
    const { work, release } = hold()
    const call = createBatching(work)
    const answers = Promise.allSettled([1, 2, 13, 4].map(call))
    await release(5)
    expect((await answers).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([10, 20, 'failed', 40])
  })

  it('goes on after a failure', async () => {
    const { work, release } = hold()
    const call = createBatching(work)
    const failed = call(13)
    await Promise.all([release(1), expect(failed).rejects.toThrow('unlucky')])
    const next = call(5)
    await release(1)
    expect(await next).toBe(50)
  })
})
