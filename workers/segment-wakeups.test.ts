import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Pool } from '../db/client.ts'
import { refreshSegments } from '../db/queries/segments/refresh-segments.ts'
import { insertOrders, readSegments } from '../tests/segments/store-fixture.ts'
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts'
import { wakeCustomers } from './segment-wakeups.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 3 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

describe('a worker', () => {
  it('scores a customer when the time of an order comes, and goes on after the database was away', async () => {
    const at = new Date('2026-06-30T12:00:00Z')
    const soonMs = at.getTime() + 3_600_000
    await insertOrders(pool, [
      { customer: 'early', placedAtMs: soonMs, netMinor: 100, isValid: true },
      { customer: 'other', placedAtMs: at.getTime() - 1000, netMinor: 100, isValid: true },
    ])
    await refreshSegments(pool, at)
    let nowMs = soonMs - 1
    let failures = 0
    const stopping = new AbortController()
    const asked: number[] = []
    const failsOnce = new Proxy(pool, {
      get(target, name, receiver) {
        if (name !== 'begin') return Reflect.get(target, name, receiver) as unknown
        asked.push(nowMs)
        if (asked.length === 1) return () => Promise.reject(new Error('away'))
        return target.begin.bind(target)
      },
    })
    const waking = wakeCustomers({ pool: failsOnce, now: () => new Date(nowMs), onError: () => (failures += 1) }, stopping.signal)
    await expect.poll(() => asked.length, { timeout: 60_000 }).toBeGreaterThan(1)
    expect((await readSegments(pool)).has('early')).toBe(false)
    nowMs = soonMs
    await expect.poll(async () => (await readSegments(pool)).get('early'), { timeout: 60_000 }).toEqual(['new'])
    stopping.abort()
    await waking
    expect(failures).toBe(1)
  })
})
