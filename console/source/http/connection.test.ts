import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createConnection } from './connection.ts'

function start() {
  const server = { isUp: true, tries: 0 }
  const connection = createConnection({
    probe: async () => {
      server.tries += 1
      return server.isUp
    },
  })
  return { server, connection }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the connection', () => {
  it('is tried less and less often while nobody answers, and is back by itself', async () => {
    const { server, connection } = start()
    const returns = vi.fn<() => void>()
    connection.onReturn(returns)
    server.isUp = false
    connection.noticeSilence()
    connection.noticeSilence()
    expect(connection.read()).toMatchObject({ isDown: true, nextTryAt: Date.now() + 1_000 })
    await vi.advanceTimersByTimeAsync(1_000 + 2_000 + 4_000 + 8_000 + 15_000 + 15_000)
    expect(server.tries).toBe(6)
    server.isUp = true
    await vi.advanceTimersByTimeAsync(14_999)
    expect(connection.read().isDown).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    expect(connection.read()).toEqual({ isDown: false, nextTryAt: undefined, isSlow: false })
    expect(returns).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.tries).toBe(7)
  })

  it('is tried at once when told to, and once at a time', async () => {
    const { server, connection } = start()
    connection.noticeSilence()
    connection.tryNow()
    connection.tryNow()
    await vi.advanceTimersByTimeAsync(0)
    expect(server.tries).toBe(1)
    expect(connection.read().isDown).toBe(false)
    connection.tryNow()
    expect(server.tries).toBe(1)
  })

  it('is left alone for as long as it asks', async () => {
    const { server, connection } = start()
    connection.noticeSilence(7_000)
    await vi.advanceTimersByTimeAsync(6_999)
    expect(server.tries).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(connection.read().isDown).toBe(false)
  })

  it('lets those who wait go on once anybody was answered, or when they wait no more', async () => {
    const { server, connection } = start()
    await connection.waitUntilUp()
    server.isUp = false
    connection.noticeSilence()
    const leaving = new AbortController()
    const [waits, left] = [vi.fn<() => void>(), vi.fn<() => void>()]
    void connection.waitUntilUp().then(waits)
    void connection.waitUntilUp(leaving.signal).then(left)
    leaving.abort()
    await vi.advanceTimersByTimeAsync(500)
    expect([waits.mock.calls.length, left.mock.calls.length]).toEqual([0, 1])
    connection.noticeAnswer()
    await vi.advanceTimersByTimeAsync(0)
    expect(waits).toHaveBeenCalledTimes(1)
  })

  it('is slow while an answer is waited for longer than answers take', async () => {
    const { connection } = start()
    const settle = connection.noticeAsking()
    await vi.advanceTimersByTimeAsync(7_999)
    expect(connection.read().isSlow).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(connection.read().isSlow).toBe(true)
    settle()
    expect(connection.read().isSlow).toBe(false)
  })
})
