import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createChangeFollower } from './change-follower.ts'
import type { Followed } from './topics.ts'

let client: QueryClient

beforeEach(() => {
  vi.useFakeTimers()
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
})
afterEach(() => {
  client.clear()
  vi.useRealTimers()
})

/** On the screen until `leave`. */
function show(key: string, meta: Followed, answer: () => Promise<unknown> = async () => 'answer') {
  const ask = vi.fn<() => Promise<unknown>>(answer)
  const leave = new QueryObserver(client, { queryKey: [key], queryFn: ask, meta }).subscribe(() => undefined)
  return { ask, leave }
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

describe('what is on the screen', () => {
  it('is asked anew when one of its topics has changed, and nothing else is', async () => {
    const list = show('list', { topics: ['broadcasts', 'deliveries'] })
    const other = show('other', { topics: ['imports'] })
    const still = show('still', {})
    await seconds(10)
    const follower = createChangeFollower(client)
    follower.noteChanged(['deliveries'])
    await seconds(10)
    expect([list.ask, other.ask, still.ask].map(({ mock }) => mock.calls.length)).toEqual([2, 1, 1])
  })

  it('is asked at most every two seconds, however much changes, and once more after the last change', async () => {
    const list = show('list', { topics: ['deliveries'] })
    const slow = show('slow', { topics: ['deliveries'], atMostEveryMs: 15_000 })
    await seconds(20)
    const follower = createChangeFollower(client)
    for (let change = 0; change < 600; change += 1) {
      follower.noteChanged(['deliveries'])
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(list.ask.mock.calls.length).toBeGreaterThan(25)
    expect(list.ask.mock.calls.length).toBeLessThanOrEqual(1 + 31)
    expect(slow.ask.mock.calls.length).toBeLessThanOrEqual(1 + 5)
    follower.noteChanged(['deliveries'])
    const [before, slowBefore] = [list.ask.mock.calls.length, slow.ask.mock.calls.length]
    await seconds(60)
    expect(list.ask.mock.calls.length).toBe(before + 1)
    expect(slow.ask.mock.calls.length).toBe(slowBefore + 1)
  })

  it('is asked once more when it was being asked while it changed, and never twice at once', async () => {
    let answering = 0
    let atOnce = 0
    const list = show('list', { topics: ['imports'] }, async () => {
      answering += 1
      atOnce = Math.max(atOnce, answering)
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      answering -= 1
      return 'answer'
    })
    const follower = createChangeFollower(client)
    await seconds(1)
    follower.noteChanged(['imports'])
    await seconds(3)
    expect(list.ask).toHaveBeenCalledTimes(1)
    await seconds(20)
    expect([list.ask.mock.calls.length, atOnce]).toEqual([2, 1])
  })

  it('asks for a list of several pages less often', async () => {
    const list = show('list', { topics: ['imports'] }, async () => ({ pages: [1, 2, 3, 4, 5] }))
    await seconds(1)
    const follower = createChangeFollower(client)
    follower.noteChanged(['imports'])
    await seconds(8)
    expect(list.ask).toHaveBeenCalledTimes(1)
    await seconds(2)
    expect(list.ask).toHaveBeenCalledTimes(2)
  })

  it('is asked anew when the stream is taken up again, but not what was asked since', async () => {
    const before = show('before', { topics: ['offers'] })
    await seconds(60)
    const askedAt = Date.now()
    await seconds(1)
    const since = show('since', { topics: ['offers'] })
    const changed = show('changed', { topics: ['imports'] })
    await seconds(1)
    createChangeFollower(client).noteOpened(askedAt, ['imports'])
    await seconds(10)
    expect([before.ask, since.ask, changed.ask].map(({ mock }) => mock.calls.length)).toEqual([2, 1, 2])
  })

  it('is left alone once nobody looks any more', async () => {
    const list = show('list', { topics: ['imports'] })
    await seconds(1)
    const follower = createChangeFollower(client)
    follower.noteChanged(['imports'])
    follower.stop()
    await seconds(10)
    expect(list.ask).toHaveBeenCalledTimes(1)
  })
})

describe('what is not on the screen', () => {
  it('is asked when it is looked at again, however long it would have been good for', async () => {
    const list = show('list', { topics: ['imports'] })
    await seconds(1)
    list.leave()
    createChangeFollower(client).noteChanged(['imports'])
    await seconds(10)
    expect(list.ask).toHaveBeenCalledTimes(1)
    new QueryObserver(client, {
      queryKey: ['list'],
      queryFn: list.ask,
      meta: { topics: ['imports'] },
      staleTime: Number.POSITIVE_INFINITY,
    }).subscribe(() => undefined)
    await seconds(1)
    expect(list.ask).toHaveBeenCalledTimes(2)
  })
})
