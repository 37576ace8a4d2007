import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts'
import { measureImport } from './import.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('a small import is measured beside its floors', async () => {
  const figures = await measureImport({ databaseUrl: database.url, customers: 300, orders: 700, program: 'source', log: () => undefined })
  for (const [kind, rows] of [
    ['customers', 300],
    ['orders', 700],
  ] as const) {
    expect(figures[kind].rows).toBe(rows)
    for (const figure of Object.values(figures[kind])) expect(figure).toBeGreaterThan(0)
  }
}, 120_000)
