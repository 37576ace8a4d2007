import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { readImport } from '../../db/queries/imports.ts'
import type { ImportKind, ImportOptions } from '../../domain/imports.ts'
import { makeMortal } from '../support/mortal-pool.ts'
import { clearStore, type ImportBench, openImportBench, queueFile, readOutcome, runSlice } from './import-harness.ts'

let bench: ImportBench
beforeAll(async () => {
  bench = await openImportBench()
})
afterAll(() => bench.close())

const customers = [
  'id,email,phone,first_name,email_consent,points',
  ...Array.from({ length: 60 }, (_, n) => {
    if (n % 11 === 3) return `c${n},broken,,,,`
    if (n % 13 === 5) return `c${n},"open`
    // The same customer again, in another batch.
    return `c${n % 45},u${n}@example.com,+49301234${String(n).padStart(3, '0')},"Line\nbreak ${n}",${n % 2 ? 'yes' : 'unsubscribed'},${n}`
  }),
].join('\n')

const orders = [
  'order_id,customer_id,placed_at,total,currency,sku,quantity',
  ...Array.from({ length: 40 }, (_, n) => {
    const id = `o${n % 33}`
    const head = `${id},${n % 7 === 2 ? 'nobody' : `c${n % 5}`},2026-01-02T10:00:00Z,${n}.50,EUR`
    return n % 3 === 0 ? `${head},a,1\n${id},,,,,b,2` : `${head},a,${n % 17 === 4 ? 'many' : 1}`
  }),
].join('\n')

/** One to four lines an order, of which only the first says what the order is; customers come with them. */
const shopifyOrders = [
  'Name,Email,Financial Status,Created at,Currency,Total,Refunded Amount,Lineitem quantity,Lineitem name,Lineitem price,Notes,Id,Billing Name,Phone',
  ...Array.from({ length: 26 }, (_, n) => {
    const name = `#${1000 + (n % 23)}`
    const email = n % 6 === 5 ? '' : `p${n % 7}@example.com`
    const status = n % 4 === 3 ? 'refunded' : 'paid'
    const head = `${name},${email},${status},2026-01-0${1 + (n % 9)} 10:00:00 +0200,EUR,${n}.00,0.00,1,"Shirt, ""M""",1.00,"Two\nlines",${n % 23},Ann Person,`
    const more = Array.from({ length: n % 4 }, (__, item) => `${name},${email},,,,,,${item},Item ${item},2.00,"x\n\ny",,,`)
    return [head, ...more].join('\n')
  }),
].join('\n')

interface Case {
  name: string
  /** Of so many steps it dies at one. */
  stride?: number
  kind: ImportKind
  file: string
  options: ImportOptions
}
const cases: Case[] = [
  { name: 'customers', kind: 'customers', file: customers, options: {} },
  { name: 'orders', kind: 'orders', file: orders, options: {} },
  { name: "Shopify's orders", kind: 'orders', file: shopifyOrders, options: {}, stride: 2 },
  { name: 'orders that is a dry run', kind: 'orders', file: shopifyOrders, options: { isDryRun: true }, stride: 7 },
]

const recordsPerBatch = 20

async function start({ kind, file, options }: Case): Promise<string> {
  await clearStore(bench.pool)
  await bench.pool`INSERT INTO customers (external_id) SELECT 'c' || n FROM generate_series(0, 4) n`
  // Chunks end in the middle of rows, values and characters.
  return queueFile(bench.pool, kind, file, { options, chunkBytes: 701 })
}

async function finish(importId: string): Promise<unknown> {
  const slice = await runSlice(bench.pool, importId, { recordsPerBatch })
  expect(slice.kind).toBe('finished')
  return readOutcome(bench.pool, importId)
}

async function attempt(importId: string, steps: number): Promise<'killed' | 'finished'> {
  try {
    await runSlice(makeMortal(bench.pool, steps), importId, { recordsPerBatch })
    return 'finished'
  } catch (error) {
    expect(error).toMatchObject({ name: 'Killed' })
    return 'killed'
  }
}

describe.each(cases)('an import of $name', (testCase) => {
  let whole: unknown
  beforeAll(async () => {
    whole = await finish(await start(testCase))
  })

  it('that is killed at any one step ends as if it had not been', async () => {
    let deaths = 0
    for (let steps = 0; ; steps += testCase.stride ?? 1) {
      const importId = await start(testCase)
      const ended = await attempt(importId, steps)
      expect(await finish(importId)).toEqual(whole)
      if (ended === 'finished') break
      deaths += 1
    }
    // Three batches, each of several statements and a commit.
    expect(deaths * (testCase.stride ?? 1)).toBeGreaterThan(25)
  }, 120_000)

  it.prop([fc.array(fc.nat({ max: 60 }), { maxLength: 12 })], { numRuns: 15 })(
    'that is killed again and again ends as if it had not been',
    async (lives) => {
      const importId = await start(testCase)
      for (const steps of lives) await attempt(importId, steps)
      expect(await finish(importId)).toEqual(whole)
    },
  )

  it('that two workers believe to have is done once', async () => {
    const importId = await start(testCase)
    for (let isDone = false; !isDone;) {
      const ends = await Promise.allSettled([1, 2, 3].map(() => runSlice(bench.pool, importId, { recordsPerBatch })))
      isDone = ends.some((end) => end.status === 'fulfilled' && end.value.kind === 'finished')
      for (const end of ends) if (end.status === 'rejected') expect(end.reason.type ?? end.reason.code).toMatch(/^(cursor_moved|40P01)$/)
    }
    expect(await readOutcome(bench.pool, importId)).toEqual(whole)
  })
})

describe('a worker process', () => {
  it('that is killed with SIGKILL loses no row and does none twice', async () => {
    const rows = 6_000
    const file = ['id,email', ...Array.from({ length: rows }, (_, n) => (n % 100 === 7 ? `c${n},broken` : `c${n},u${n}@example.com`))].join(
      '\n',
    )
    await clearStore(bench.pool)
    const importId = await queueFile(bench.pool, 'customers', file, { chunkBytes: 50_000 })
    let kills = 0
    for (let hasFinished = false; !hasFinished;) {
      const worker = spawn(process.execPath, ['--import', 'tsx', 'tests/activities/import-process.ts', bench.url, importId], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const exited = once(worker, 'exit')
      // Once it has begun to work, it dies a little later each time, and is left alone in the end.
      await Promise.race([once(worker.stdout, 'data'), exited])
      if (kills < 2) {
        await Promise.race([new Promise((resolve) => setTimeout(resolve, 40 + kills * 150)), exited])
        if (worker.kill('SIGKILL')) kills += 1
      }
      const [code] = (await exited) as [number | null]
      hasFinished = code === 0
    }
    expect(kills).toBeGreaterThan(0)
    expect((await readImport(bench.pool, importId))?.rows).toEqual({
      created: rows * 0.99,
      updated: 0,
      unchanged: 0,
      rejected: rows * 0.01,
    })
    const [count] = await bench.pool`SELECT count(*)::int AS customers FROM customers`
    expect(count).toEqual({ customers: rows * 0.99 })
  }, 60_000)
})
