import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSession } from 'better-sse'
import { afterEach, describe, expect, it } from 'vitest'
import { createProgressFeeds, type Progressing } from './progress-feeds.ts'

interface Counting extends Progressing {
  done: number
}

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A stream for each path, fed by `read`. */
async function serve(read: (id: string) => Promise<Counting | undefined>): Promise<{ url: string; faults: unknown[]; reads: string[] }> {
  const faults: unknown[] = []
  const reads: string[] = []
  const reading = async (id: string) => {
    reads.push(id)
    return read(id)
  }
  const feeds = createProgressFeeds(reading, { intervalMs: 20, onFault: (fault) => faults.push(fault) })
  server = createServer((request, response) => {
    void createSession(request, response).then((session) => feeds.watch(request.url ?? '', { session, close: () => response.end() }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults, reads }
}

async function follow(url: string): Promise<{ event: string; done: number }[]> {
  const text = await (await fetch(url)).text()
  return [...text.matchAll(/event:(\w+)\n(?:id:.*\n)?data:(.*)\n|data:(.*)\n(?:id:.*\n)?event:(\w+)\n/g)].map((match) => ({
    event: match[1] ?? match[4] ?? '',
    done: (JSON.parse(match[2] ?? match[3] ?? '{}') as Counting).done,
  }))
}

const at = (done: number, of: number): Counting => ({ done, isFinished: done >= of, at: `${performance.now()}` })

describe('a feed', () => {
  it('is read once for all who watch it, and ends for all of them', async () => {
    let done = 0
    let readers = 0
    let mostReaders = 0
    const { url, reads } = await serve(async () => {
      mostReaders = Math.max(mostReaders, (readers += 1))
      await new Promise((resolve) => setTimeout(resolve, 10))
      readers -= 1
      return at((done += 1), 5)
    })
    const seen = await Promise.all([1, 2, 3, 4].map(() => follow(`${url}/a`)))
    for (const events of seen) expect(events.at(-1)).toEqual({ event: 'end', done: 5 })
    expect(reads).toHaveLength(5)
    expect(mostReaders).toBe(1)
  })

  it('tells what has changed, and nothing twice', async () => {
    const states = [1, 1, 1, 2, 2, 3]
    let next = 0
    const { url } = await serve(async () => at(states[next++] ?? 3, 3))
    expect(await follow(`${url}/a`)).toEqual([
      { event: 'progress', done: 1 },
      { event: 'progress', done: 2 },
      { event: 'progress', done: 3 },
      { event: 'end', done: 3 },
    ])
  })

  it('goes on after a fault', async () => {
    let reads = 0
    const { url, faults } = await serve(async () => {
      reads += 1
      if (reads === 1) throw new Error('away')
      return at(reads, 3)
    })
    expect((await follow(`${url}/a`)).at(-1)).toEqual({ event: 'end', done: 3 })
    expect(faults).toHaveLength(1)
  })

  it('ends when there is nothing to follow any more', async () => {
    const { url } = await serve(async () => undefined)
    expect(await follow(`${url}/a`)).toEqual([])
  })

  it('is not read any more once nobody watches it', async () => {
    let release: () => void = () => undefined
    const secondRead = new Promise<void>((resolve) => (release = resolve))
    let count = 0
    const { url, reads } = await serve(async () => {
      count += 1
      if (count === 2) release()
      return at(0, 1)
    })
    const leaving = new AbortController()
    const response = await fetch(`${url}/a`, { signal: leaving.signal })
    await secondRead
    leaving.abort()
    await response.text().catch(() => undefined)
    await expect
      .poll(async () => {
        const before = reads.length
        await new Promise((resolve) => setTimeout(resolve, 100))
        return reads.length - before
      })
      .toBe(0)
  })
})
