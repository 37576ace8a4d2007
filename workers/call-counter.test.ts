import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ProviderCall } from '../activities/call-provider.ts'
import { connect, type Pool } from '../db/client.ts'
import { findTimeBucket } from '../domain/call-times.ts'
import { createTestDatabase } from '../tests/support/database.ts'
import { createCallCounter } from './call-counter.ts'

let pool: Pool
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await createTestDatabase()
  drop = database.drop
  pool = connect(database.url, { max: 4 })
})
beforeEach(() => pool`TRUNCATE provider_calls, provider_failures`)
afterAll(async () => {
  await pool.end()
  await drop()
})

const minuteAt = new Date('2026-05-01T10:00:00Z')
const callOf = (changes: Partial<ProviderCall> = {}): ProviderCall => ({
  channel: 'email',
  at: new Date(minuteAt.getTime() + 20_000),
  tookMs: 120,
  code: 'ok',
  isRetry: false,
  messages: 100,
  ...changes,
})
const failure = {
  sendId: '01890a5d-ac96-774b-bcce-b302099a8057',
  page: 3,
  customerIds: ['01890a5d-ac96-774b-bcce-b302099a8058'],
  willRetry: true,
  retryAfterMs: 2_000,
}

function open(overrides: Partial<Parameters<typeof createCallCounter>[0]> = {}) {
  const faults: string[] = []
  const counter = createCallCounter({ pool, now: () => minuteAt, onError: () => void faults.push('fault'), ...overrides })
  return { counter, faults }
}

const listCalls = () =>
  pool`SELECT minute, channel, code, time_bucket AS bucket, calls, retries, messages FROM provider_calls ORDER BY minute, channel, code, time_bucket`

describe('counted calls', () => {
  it('are added up by minute, channel, code and time, whoever has counted them', async () => {
    const [one, other] = [open().counter, open().counter]
    for (const counter of [one, other]) {
      counter.count(callOf())
      counter.count(callOf({ isRetry: true, messages: 7 }))
      counter.count(callOf({ code: 'rate_limited', tookMs: 900 }))
      counter.count(callOf({ at: new Date(minuteAt.getTime() + 60_000) }))
    }
    await Promise.all([one.flush(), other.flush()])
    one.count(callOf())
    await Promise.all([one.close(), other.close()])
    const [fast, slow] = [findTimeBucket(120), findTimeBucket(900)]
    expect(await listCalls()).toEqual([
      { minute: minuteAt, channel: 'email', code: 'ok', bucket: fast, calls: 5, retries: 2, messages: 314 },
      { minute: minuteAt, channel: 'email', code: 'rate_limited', bucket: slow, calls: 2, retries: 0, messages: 200 },
      { minute: new Date(minuteAt.getTime() + 60_000), channel: 'email', code: 'ok', bucket: fast, calls: 2, retries: 0, messages: 200 },
    ])
  })

  it('keep each call that failed, with what it held up', async () => {
    const { counter } = open()
    counter.count(callOf({ code: 'rate_limited', failure }))
    counter.count(callOf())
    await counter.close()
    const [row, ...others] = await pool`
      SELECT send_id AS "sendId", page, at, channel, code, customer_ids AS "customerIds", will_retry AS "willRetry", retry_after_ms::int AS "retryAfterMs"
      FROM provider_failures`
    expect(others).toEqual([])
    expect(row).toEqual({ ...failure, at: callOf().at, channel: 'email', code: 'rate_limited' })
  })

  it('wait for a database that is away, and are counted once', async () => {
    const broken = connect('postgres://127.0.0.1:1/nowhere', { max: 1 })
    let target = broken
    const { counter, faults } = open({ pool: new Proxy(pool, { get: (_, key) => Reflect.get(target, key) as unknown }) })
    counter.count(callOf({ code: 'timed_out', failure }))
    await counter.flush()
    expect([faults.length > 0, await listCalls()]).toEqual([true, []])
    target = pool
    counter.count(callOf({ code: 'timed_out' }))
    await counter.close()
    expect((await listCalls()).map(({ calls }) => calls as number)).toEqual([2])
    expect(await pool`SELECT FROM provider_failures`).toHaveLength(1)
    await broken.end({ timeout: 0 })
  })

  it('are forgotten after 90 days', async () => {
    let at = minuteAt
    const { counter } = open({ now: () => at })
    counter.count(callOf({ code: 'timed_out', failure }))
    await counter.flush()
    at = new Date(minuteAt.getTime() + 89 * 86_400_000)
    await counter.flush()
    expect(await listCalls()).toHaveLength(1)
    at = new Date(minuteAt.getTime() + 91 * 86_400_000)
    await counter.close()
    expect([await listCalls(), await pool`SELECT FROM provider_failures`]).toEqual([[], []])
  })
})
