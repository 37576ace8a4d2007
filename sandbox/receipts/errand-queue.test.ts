import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { createDueHeap } from './due-heap.ts'
import { createErrandQueue } from './errand-queue.ts'

describe('the heap', () => {
  test.prop([fc.array(fc.integer({ min: 0, max: 20 }))])(
    'gives everything back by instant, and equal instants in the order they were added',
    (instants) => {
      const heap = createDueHeap<{ dueAt: number; order: number }>()
      const items = instants.map((dueAt, order) => ({ dueAt, order }))
      for (const item of items) heap.add(item.dueAt, item)
      const taken = Array.from(items, () => heap.take())
      expect(taken).toEqual(items.toSorted((one, other) => one.dueAt - other.dueAt || one.order - other.order))
      expect([heap.take(), heap.size()]).toEqual([undefined, 0])
    },
  )
})

describe('errands', () => {
  const later = () => new Promise<void>((resolve) => setImmediate(resolve))

  it('of one key keep their order and never overlap; different keys run side by side', async () => {
    const queue = createErrandQueue({ clock: () => 0, runsByItself: () => false })
    const seen: string[] = []
    const errand = (name: string) => async () => {
      seen.push(`${name} starts`)
      await later()
      seen.push(`${name} ends`)
      return undefined
    }
    queue.add('one', 2, errand('second'))
    queue.add('one', 1, errand('first'))
    queue.add('other', 3, errand('third'))
    expect(await queue.flush()).toEqual({ ran: 3, waiting: 0 })
    expect(seen.filter((step) => !step.startsWith('third'))).toEqual(['first starts', 'first ends', 'second starts', 'second ends'])
    expect(seen.indexOf('third starts')).toBeLessThan(seen.indexOf('first ends'))
  })

  it('that bring others along are all done when the flush is', async () => {
    const queue = createErrandQueue({ clock: () => 0, runsByItself: () => false })
    const seen: number[] = []
    const chain = (depth: number) => async () => {
      seen.push(depth)
      if (depth < 5) queue.add('key', 1_000, chain(depth + 1))
      return undefined
    }
    queue.add('key', 0, chain(1))
    await queue.flush()
    expect(seen).toEqual([1, 2, 3, 4, 5])
  })

  it('that want another try wait for it instead of holding up the flush', async () => {
    const queue = createErrandQueue({ clock: () => 0, runsByItself: () => false })
    let tries = 0
    queue.add('key', 0, async () => ((tries += 1) < 3 ? 60_000 : undefined))
    expect(await queue.flush()).toEqual({ ran: 1, waiting: 1 })
    expect(await queue.flush()).toEqual({ ran: 1, waiting: 1 })
    expect(await queue.flush()).toEqual({ ran: 1, waiting: 0 })
  })

  it('run by themselves only once they are due', async () => {
    let now = 0
    const queue = createErrandQueue({ clock: () => now, runsByItself: () => true })
    const seen: string[] = []
    const note = (name: string) => async () => void seen.push(name)
    queue.add('a', 100, note('a'))
    queue.add('b', 0, note('b'))
    await later()
    expect(seen).toEqual(['b'])
    now = 100
    queue.add('c', 0, note('c'))
    await later()
    expect(seen).toEqual(['b', 'a', 'c'])
    await queue.close()
  })
})
