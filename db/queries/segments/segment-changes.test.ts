import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { emptyStore, insertOrders, readMovements, readSegments } from '../../../tests/segments/store-fixture.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { changeSettings } from '../settings.ts'
import { refreshSegments } from './refresh-segments.ts'
import { rescoreCustomers } from './rescore-customers.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 6 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const dayMs = 86_400_000
const startMs = Date.parse('2026-06-30T12:00:00Z')
const customers = Array.from({ length: 8 }, (_, index) => `c${index}`)

const customer = fc.constantFrom(...customers)
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('order' as const), customer, daysAgo: fc.nat({ max: 60 }), total: fc.nat({ max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), customer }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('refresh' as const), times: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('settings' as const),
      newForDays: fc.constantFrom(5, 30),
      repeatMinimumOrders: fc.constantFrom(1, 2, 3),
    }),
  },
)
/** What happens at the same moment; days pass between one moment and the next. */
const life = fc.array(fc.record({ days: fc.integer({ min: 0, max: 25 }), steps: fc.array(step, { minLength: 1, maxLength: 4 }) }), {
  minLength: 1,
  maxLength: 12,
})

describe('the entries and exits that are kept', () => {
  it.prop([life], { numRuns: 25 })('are each there once, and add up to where everyone is', async (moments) => {
    await emptyStore(pool)
    const ids = await insertOrders(pool, [], customers)
    let nowMs = startMs
    const nextInstant = () => new Date((nowMs += 1))
    const take = async (one: typeof step extends fc.Arbitrary<infer Step> ? Step : never): Promise<void> => {
      if (one.kind === 'refresh') for (let time = 0; time < one.times; time += 1) await refreshSegments(pool, nextInstant())
      else if (one.kind === 'settings') {
        const { kind: _, ...change } = one
        await changeSettings(pool, 'segments', change)
      } else
        await pool.begin(async (sql) => {
          const at = nextInstant()
          if (one.kind === 'order')
            await insertOrders(sql, [
              { customer: one.customer, placedAtMs: at.getTime() - one.daysAgo * dayMs, netMinor: one.total * 100, isValid: true },
            ])
          else await sql`UPDATE orders SET status = 'cancelled' WHERE customer_id = ${ids.get(one.customer) ?? ''}`
          await rescoreCustomers(sql, [ids.get(one.customer) ?? ''], at)
        })
    }
    for (const { days, steps } of moments) {
      nowMs += days * dayMs
      await Promise.all(steps.map(take))
    }
    const segments = await readSegments(pool)
    for (const name of customers) {
      const inThem = new Set<string>()
      for (const { entered, exited } of await readMovements(pool, name)) {
        for (const segment of exited) expect(inThem.delete(segment), `${name} left ${segment}`).toBe(true)
        for (const segment of entered) {
          expect(inThem.has(segment), `${name} entered ${segment}`).toBe(false)
          inThem.add(segment)
        }
      }
      expect([...inThem].sort()).toEqual(segments.get(name) ?? [])
    }
  })
})
