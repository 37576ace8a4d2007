import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { followStream } from './follow-stream.ts'
import { connection } from './request.ts'
import { noticeSignedIn } from './session.ts'

/** Streams that were asked for: what each says is up to the test. */
interface Asked {
  say(text: string): void
  end(): void
  isLeft: boolean
}

let asked: Asked[]
let answers: (number | undefined)[]
let isAway: boolean
let page: EventTarget & { visibilityState: string }
let leaving: AbortController
let ended: Promise<boolean>

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  answers = []
  isAway = false
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  leaving = new AbortController()
  vi.stubGlobal('document', page)
  vi.stubGlobal('fetch', async (path: string, { signal }: { signal: AbortSignal }) => {
    if (isAway) throw new TypeError('Failed to fetch')
    const status = answers.shift()
    if (status !== undefined) return new Response(JSON.stringify({ code: 'refused', title: 'No' }), { status })
    // Whether anybody is there is asked of something else.
    if (path !== '/stream') return new Response('{}')
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const stream: Asked = {
          say: (text) => controller.enqueue(new TextEncoder().encode(text)),
          end: () => controller.close(),
          isLeft: false,
        }
        asked.push(stream)
        signal.addEventListener('abort', () => {
          stream.isLeft = true
          controller.error(signal.reason)
        })
      },
    })
    return new Response(body)
  })
})
afterEach(async () => {
  leaving.abort()
  await ended
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function follow() {
  const heard: string[] = []
  const refused = vi.fn<() => void>()
  const left = vi.fn<() => void>()
  ended = followStream('/stream', leaving.signal, {
    onLeft: left,
    onEvent({ event, data }) {
      heard.push(data)
      return event === 'end'
    },
    onRefusal: refused,
  })
  return { heard, refused, left }
}

function turn(visibilityState: 'visible' | 'hidden'): void {
  page.visibilityState = visibilityState
  page.dispatchEvent(new Event('visibilitychange'))
}

describe('a stream that is followed', () => {
  it('is taken up again where it breaks off, until it says that nothing more comes', async () => {
    const { heard } = follow()
    await vi.advanceTimersByTimeAsync(0)
    asked[0]?.say('data: one\n\n')
    await vi.advanceTimersByTimeAsync(0)
    asked[0]?.end()
    await vi.advanceTimersByTimeAsync(2_000)
    asked[1]?.say('event: end\ndata: two\n\n')
    await expect(ended).resolves.toBe(true)
    expect(heard).toEqual(['one', 'two'])
  })

  it('tells the whole console when nobody answers, and is there again as soon as somebody does', async () => {
    const { heard, refused } = follow()
    await vi.advanceTimersByTimeAsync(0)
    asked[0]?.say('data: before\n\n')
    await vi.advanceTimersByTimeAsync(0)
    isAway = true
    asked[0]?.end()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(connection.read().isDown).toBe(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(1)
    isAway = false
    connection.tryNow()
    await vi.advanceTimersByTimeAsync(100)
    expect(connection.read().isDown).toBe(false)
    asked[1]?.say('data: after\n\n')
    await vi.advanceTimersByTimeAsync(0)
    expect(heard).toEqual(['before', 'after'])
    expect(refused).not.toHaveBeenCalled()
  })

  it('is asked for less and less often where it ends without a word', async () => {
    follow()
    for (let second = 0; second < 60; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000)
      for (const stream of asked.splice(0)) {
        answers.push(undefined)
        stream.end()
      }
    }
    expect(answers.length).toBeLessThan(9)
  })

  it('is left while the page is hidden, and there again once it is seen', async () => {
    const { heard, left } = follow()
    await vi.advanceTimersByTimeAsync(0)
    expect(left).not.toHaveBeenCalled()
    turn('hidden')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(asked.map(({ isLeft }) => isLeft)).toEqual([true])
    expect(left).toHaveBeenCalledOnce()
    turn('visible')
    await vi.advanceTimersByTimeAsync(0)
    asked[1]?.say('data: back\n\n')
    await vi.advanceTimersByTimeAsync(0)
    expect(heard).toEqual(['back'])
    leaving.abort()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked.map(({ isLeft }) => isLeft)).toEqual([true, true])
  })

  it('is asked for once more when somebody has signed in again', async () => {
    answers = [401]
    const { refused } = follow()
    await vi.advanceTimersByTimeAsync(600_000)
    expect([refused.mock.calls.length, asked.length]).toEqual([1, 0])
    noticeSignedIn()
    await vi.advanceTimersByTimeAsync(0)
    expect(asked.length).toBe(1)
  })

  it('is not asked for again where it is refused for good', async () => {
    answers = [403]
    const { refused } = follow()
    await expect(ended).resolves.toBe(false)
    expect(refused).toHaveBeenCalledTimes(1)
  })
})
