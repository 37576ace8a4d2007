import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ChangeTopic, changeTopics } from '../../domain/change-topics.ts'
import { createChangeFeed } from './change-feed.ts'

const recentMs = 10_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start() {
  const store = { changed: [] as ChangeTopic[], isAway: false, looks: 0 }
  const faults = vi.fn<(error: unknown) => void>()
  const feed = createChangeFeed<number>(
    async () => {
      store.looks += 1
      if (store.isAway) throw new Error('away')
      return { look: store.looks, topics: store.changed.splice(0) }
    },
    { recentMs, onFault: faults },
  )
  const listen = () => {
    const heard: (readonly [string, ChangeTopic[]])[] = []
    const stop = feed.listen({
      open: (recent) => void heard.push(['opened', recent]),
      change: (topics) => void heard.push(['changed', topics]),
    })
    return { heard, stop }
  }
  return { store, faults, listen }
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

describe('a feed of changes', () => {
  it('looks once a second for any number of listeners, and not at all for none', async () => {
    const { store, listen } = start()
    const all = Array.from({ length: 50 }, listen)
    await seconds(10)
    expect(store.looks).toBeGreaterThan(8)
    expect(store.looks).toBeLessThan(13)
    for (const { stop } of all) stop()
    await seconds(2)
    const looks = store.looks
    await seconds(60)
    expect(store.looks).toBe(looks)
    listen()
    await seconds(1)
    expect(store.looks).toBeGreaterThan(looks)
  })

  it('opens whoever comes at once, with what has changed lately, and tells everybody what changes then', async () => {
    const { store, listen } = start()
    const early = listen()
    await seconds(5)
    store.changed.push('offers')
    await seconds(2)
    const late = listen()
    await seconds(0)
    store.changed.push('imports')
    await seconds(2)
    expect(early.heard).toEqual([
      ['opened', []],
      ['changed', ['offers']],
      ['changed', ['imports']],
    ])
    expect(late.heard).toEqual([
      ['opened', ['offers']],
      ['changed', ['imports']],
    ])
    await seconds(20)
    const last = listen()
    await seconds(0)
    expect(last.heard).toEqual([['opened', []]])
  })

  it('says that everything may have changed once it can look again, and complains once', async () => {
    const { store, faults, listen } = start()
    const { heard } = listen()
    await seconds(1)
    store.isAway = true
    await seconds(30)
    const late = listen()
    await seconds(5)
    expect(late.heard).toEqual([])
    store.isAway = false
    await seconds(2)
    expect(heard.at(-1)).toEqual(['changed', [...changeTopics]])
    expect(late.heard[0]).toEqual(['opened', [...changeTopics]])
    expect(faults).toHaveBeenCalledTimes(1)
  })

  it('forgets who left before it was opened', async () => {
    const { listen } = start()
    const { heard, stop } = listen()
    stop()
    await seconds(5)
    expect(heard).toEqual([])
  })
})
