import { describe, expect, it } from 'vitest'
import { gather } from './gather.ts'

/** Each batch ends when it is told to. */
function openWork() {
  const batches: { items: readonly number[]; end(error?: Error): void }[] = []
  const work = (items: readonly number[]) =>
    new Promise<void>((resolve, reject) => {
      batches.push({ items, end: (error) => (error === undefined ? resolve() : reject(error)) })
    })
  return { batches, work }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('what is asked for at once', () => {
  it('is begun at once by the first, and done together by those who come while it is under way', async () => {
    const { batches, work } = openWork()
    const ask = gather(work, 3)
    const asked = [1, 2, 3, 4, 5].map(ask)
    expect(batches.map(({ items }) => items)).toEqual([[1]])
    for (let at = 0; at < 3; at += 1) {
      batches[at]?.end()
      await settle()
    }
    await Promise.all(asked)
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5]])
  })

  it('is tried one by one where a batch fails, so that one cannot fail the others', async () => {
    const done: number[] = []
    const ask = gather(async (items: readonly number[]) => {
      await settle()
      if (items.includes(3)) throw new Error('Not the third')
      done.push(...items)
    })
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(ask))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(done).toEqual([1, 2, 4])
    await ask(5)
    expect(done).toEqual([1, 2, 4, 5])
  })
})
