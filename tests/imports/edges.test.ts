import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import { readImport } from '../../db/queries/imports.ts'
import type { ImportKind, ImportOptions } from '../../domain/imports.ts'
import {
  clearStore,
  type ImportBench,
  importFile,
  openImportBench,
  queueFile,
  readOutcome,
  runSlice,
} from '../activities/import-harness.ts'

let bench: ImportBench
beforeAll(async () => {
  bench = await openImportBench()
})
afterAll(() => bench.close())
beforeEach(() => clearStore(bench.pool))

/** With so many records a batch. */
async function importInBatches(kind: ImportKind, file: string, recordsPerBatch: number, options: ImportOptions = {}) {
  const importId = await queueFile(bench.pool, kind, file, { options })
  const { rows } = await runSlice(bench.pool, importId, { recordsPerBatch })
  return { importId, rows }
}

const people = ['Zoë Müller', 'Наталия Иванова', '李 明', 'İbrahim ŞAHİN', 'Ōe Kenzaburō', '👩‍🚀 Ada', "O'Brien", 'e\u0301clair']
const file = ['id,first_name,note', ...people.map((name, at) => `${at},${name},"first line\r\nsecond, ""line"""`)].join('\r\n')
const readNames = async () =>
  (await bench.pool<{ name: string }[]>`SELECT first_name AS name FROM customers ORDER BY external_id`).map(({ name }) => name)

describe('a file', () => {
  it.each([
    ['UTF-8', Buffer.from(file)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${file}`)],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${file}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${file}`, 'utf16le').swap16()],
  ])('in %s keeps every name as it is', async (_, bytes) => {
    const { rows } = await importFile(bench.pool, 'customers', bytes)
    expect(rows).toMatchObject({ created: people.length, rejected: 0 })
    expect(await readNames()).toEqual(people)
    expect(await bench.pool`SELECT FROM customers WHERE attributes->>'note' = E'first line\r\nsecond, "line"'`).toHaveLength(people.length)
  })

  it('in windows-1252 keeps what that can write', async () => {
    const bytes = Buffer.from(
      'id;first_name\n1;Zoë\n2;„Ann“ – €\n'.replaceAll('„', '\x84').replaceAll('“', '\x93').replaceAll('–', '\x96').replaceAll('€', '\x80'),
      'latin1',
    )
    await importFile(bench.pool, 'customers', bytes)
    expect(await readNames()).toEqual(['Zoë', '„Ann“ – €'])
  })

  it.each([
    ['a header alone', 'id,email\n', 0],
    ['a header without a line break', 'id,email', 0],
    ['one row', 'id,email\n1,a@example.com', 1],
    ['one row and blank lines', '\n\nid,email\n\n1,a@example.com\n\n,\n', 1],
  ])('of %s is done', async (_, text, created) => {
    const { slice, rows } = await importFile(bench.pool, 'customers', text)
    expect(slice.kind).toBe('finished')
    expect(rows).toEqual({ created, updated: 0, unchanged: 0, rejected: 0 })
  })

  it('may be imported twice: the second time nothing changes', async () => {
    const orders =
      'order_id,customer_id,placed_at,total,currency,sku,quantity,price\no1,c,2026-01-01,5.00,EUR,a,1,5.00\no2,c,2026-01-02,7.00,EUR,a,1,7.00\n'
    await importFile(bench.pool, 'orders', orders, { createCustomers: true })
    expect((await importFile(bench.pool, 'orders', orders, { createCustomers: true })).rows).toEqual({
      created: 0,
      updated: 0,
      unchanged: 2,
      rejected: 0,
    })
    await importFile(bench.pool, 'customers', file)
    expect((await importFile(bench.pool, 'customers', file)).rows).toEqual({
      created: 0,
      updated: 0,
      unchanged: people.length,
      rejected: 0,
    })
  })

  it('may say the same customer or order twice: the later row wins', async () => {
    const { rows } = await importFile(bench.pool, 'customers', 'id,city\n1,Bonn\n2,Ulm\n1,Köln\n')
    expect(rows).toEqual({ created: 2, updated: 1, unchanged: 0, rejected: 0 })
    expect((await bench.pool`SELECT city FROM customers ORDER BY external_id`).map(({ city }) => city as string)).toEqual(['Köln', 'Ulm'])
    const orders = 'order_id,customer_id,placed_at,total\no1,1,2026-01-01,5.00\no1,2,2026-01-01,6.00\n'
    expect((await importFile(bench.pool, 'orders', orders)).rows).toMatchObject({ created: 1, updated: 1 })
    expect(
      await bench.pool`SELECT FROM orders JOIN customers ON customers.id = customer_id WHERE customers.external_id = '2' AND total_minor = 600`,
    ).toHaveLength(1)
  })
})

describe('orders', () => {
  it('of the past and of the future are taken, and count when their time has come', async () => {
    const { importId } = await importFile(
      bench.pool,
      'orders',
      'order_id,customer_id,placed_at,total\no1,late,1999-12-31T23:59:59Z,5.00\no2,ahead,2027-01-01T00:00:00Z,5.00\n',
      { createCustomers: true },
    )
    expect((await readImport(bench.pool, importId))?.report.orders).toMatchObject({
      inTheFuture: 1,
      firstPlacedAt: '1999-12-31T23:59:59.000Z',
    })
    await refreshSegments(bench.pool, new Date('2026-11-01T12:00:00Z'))
    expect(await bench.pool`SELECT FROM customer_metrics`).toHaveLength(1)
    await refreshSegments(bench.pool, new Date('2027-01-01T00:00:00Z'))
    expect(await bench.pool`SELECT FROM customer_metrics`).toHaveLength(2)
  })

  it('of customers who are not known are rejected with their lines, and taken when they are imported again later', async () => {
    const orders = 'order_id,customer_id,placed_at,total\no1,c1,2026-01-01,5.00\no2,c2,2026-01-01,5.00\n'
    const { rejections } = await importFile(bench.pool, 'orders', orders)
    expect(rejections.map(({ line, code }) => [line, code])).toEqual([
      [2, 'unknown_customer'],
      [3, 'unknown_customer'],
    ])
    await importFile(bench.pool, 'customers', 'id\nc1\nc2\n')
    expect((await importFile(bench.pool, 'orders', orders)).rows).toMatchObject({ created: 2, rejected: 0 })
  })
})

const shopperCount = 130
const shopperRows = [
  'id,email,phone,first_name,email_consent,sms_consent,consent_source,consent_at,note',
  ...Array.from({ length: shopperCount }, (_, n) => {
    const consent = ['yes', 'no', 'unsubscribed', ''][n % 4]
    const told = n % 5 === 0 ? 'checkout,2026-01-02T10:00:00Z' : ','
    return `c${n},u${n}@example.com,+49301234${String(n).padStart(3, '0')},"Tab\tand \\ back\nslash ${n}",${consent},${n % 3 ? '' : 'yes'},${told},${n % 7 ? '' : 'NULL'}`
  }),
]
const shoppers = shopperRows.join('\n')
const baskets = [
  'order_id,customer_id,placed_at,total,currency,status,refunded,sku,product,quantity,coupon,gift',
  ...Array.from({ length: 260 }, (_, n) => {
    const order = n >> 1
    return `o${order},c${order % 40},2026-01-02T10:00:0${order % 10}Z,${order}.50,EUR,${['paid', 'cancelled', 'refunded'][order % 3]},,s${n},"It\\N ""${n}""",${1 + (n % 2)},${order % 6 ? '' : 'A\\B'},${order % 4 === 0}`
  }),
].join('\n')

describe('rows by the hundred', () => {
  // From a hundred on they are copied, below that inserted; in batches of twenty they are never copied.
  it('are written as those by the dozen', async () => {
    const outcomes: unknown[] = []
    for (const recordsPerBatch of [20, 5_000]) {
      await clearStore(bench.pool)
      const first = await importInBatches('customers', shoppers, recordsPerBatch)
      const second = await importInBatches('orders', baskets, recordsPerBatch)
      expect(first.rows).toMatchObject({ created: shopperCount, rejected: 0 })
      expect(second.rows).toMatchObject({ created: 130, rejected: 0 })
      outcomes.push(await readOutcome(bench.pool, second.importId))
      const more = await bench.pool`SELECT count(*)::int AS states FROM contact_states`
      expect(more[0]).toEqual({ states: shopperCount })
    }
    expect(outcomes[1]).toEqual(outcomes[0])
  })

  it.prop([fc.integer({ min: 1, max: 6 }), fc.integer({ min: 100, max: 130 })], { numRuns: 5 })(
    'that others write at the same moment are each there once',
    async (writers, count) => {
      await clearStore(bench.pool)
      const some = shopperRows.slice(0, count + 1).join('\n')
      const ids = await Promise.all(Array.from({ length: writers }, () => queueFile(bench.pool, 'customers', some)))
      await Promise.all(ids.map((id) => runSlice(bench.pool, id, { recordsPerBatch: 5_000 })))
      const jobs = await Promise.all(ids.map((id) => readImport(bench.pool, id)))
      expect(jobs.reduce((sum, job) => sum + (job?.rows.created ?? 0), 0)).toBe(count)
      const [states] = await bench.pool`SELECT count(*)::int AS states, count(DISTINCT customer_id)::int AS customers FROM contact_states`
      expect(states).toEqual({ states: count, customers: count })
    },
  )

  it('go with the customer or the order that they belong to', async () => {
    await importInBatches('customers', shoppers, 5_000)
    await importInBatches('orders', baskets, 5_000)
    await bench.pool`DELETE FROM orders WHERE external_id = 'o1'`
    await bench.pool`DELETE FROM customers WHERE external_id <> 'c5'`
    const [left] = await bench.pool`
      SELECT (SELECT count(*) FROM orders)::int AS orders, (SELECT count(DISTINCT customer_id) FROM orders)::int AS customers,
        (SELECT count(*) FROM order_items WHERE order_id NOT IN (SELECT id FROM orders))::int AS orphans`
    expect(left).toEqual({ orders: 4, customers: 1, orphans: 0 })
    await bench.pool`TRUNCATE customers CASCADE`
    expect(await bench.pool`SELECT FROM order_items`).toHaveLength(0)
    await importInBatches('orders', baskets, 5_000, { createCustomers: true })
    await bench.pool`TRUNCATE customers, orders CASCADE`
    expect(await bench.pool`SELECT FROM order_items`).toHaveLength(0)
  })

  it('of a customer who is erased at that moment leave no order behind', async () => {
    await importInBatches('customers', shoppers, 5_000)
    const importId = await queueFile(bench.pool, 'orders', baskets)
    const erasing = (async () => {
      for (let n = 0; n < 40; n += 1) await bench.pool`DELETE FROM customers WHERE external_id = ${`c${n}`}`
    })()
    await Promise.all([runSlice(bench.pool, importId, { recordsPerBatch: 5_000 }), erasing])
    const [orphans] = await bench.pool`SELECT count(*)::int AS orphans FROM orders WHERE customer_id NOT IN (SELECT id FROM customers)`
    expect(orphans).toEqual({ orphans: 0 })
  })
})
