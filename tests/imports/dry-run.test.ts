import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import { eraseCustomer } from '../../db/queries/customers/erase-customer.ts'
import { listRejections } from '../../db/queries/import-rejections.ts'
import { listSamples } from '../../db/queries/import-samples.ts'
import { readImport } from '../../db/queries/imports.ts'
import type { ImportKind, ImportOptions } from '../../domain/imports.ts'
import { clearStore, finishFile, type ImportBench, importFile, openImportBench, queueFile, runSlice } from '../activities/import-harness.ts'

let bench: ImportBench
beforeAll(async () => {
  bench = await openImportBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await clearStore(bench.pool)
  await bench.pool`DELETE FROM suppressions`
})

async function runFile(kind: ImportKind, file: string, options: ImportOptions) {
  const importId = await queueFile(bench.pool, kind, file, { options })
  await runSlice(bench.pool, importId, { recordsPerBatch: 4 })
  const job = await readImport(bench.pool, importId)
  return { importId, rows: job?.rows, report: job?.report, rejections: await listRejections(bench.pool, { importId, limit: 1000 }) }
}

/** Everything that an import could touch. */
const readStore = async () => [
  ...(await bench.pool`
    SELECT (SELECT jsonb_agg(to_jsonb(c) ORDER BY external_id) FROM customers c) AS customers, (SELECT jsonb_agg(to_jsonb(s) ORDER BY customer_id) FROM contact_states s) AS states,
      (SELECT count(*) FROM consent_events) AS events, (SELECT jsonb_agg(to_jsonb(o) ORDER BY external_id) FROM orders o) AS orders, (SELECT count(*) FROM order_items) AS items`),
]

const stored = [
  'id,email,phone,city,email_consent',
  'c1,one@example.com,+4930901821,Bonn,unsubscribed',
  'c2,two@example.com,,Ulm,yes',
  'c3,,+4930901823,,',
  'c4,four@example.com,+4930901824,Bonn,',
].join('\n')

const customerRow = fc.record({
  id: fc.constantFrom('c1', 'c2', 'c5', 'c6', 'c7', ''),
  email: fc.constantFrom('one@example.com', 'two@example.com', 'new@example.com', 'broken', ''),
  phone: fc.constantFrom('+4930901821', '+4930901829', ''),
  city: fc.constantFrom('Bonn', 'Ulm', ''),
  consent: fc.constantFrom('yes', 'no', 'unsubscribed', ''),
})
const orderRow = fc.record({
  name: fc.constantFrom('#1', '#2', '#3', '#4', '#5'),
  email: fc.constantFrom('one@example.com', 'two@example.com', 'new@example.com', 'other@example.com', ''),
  phone: fc.constantFrom('+4930901823', '+4930901829', ''),
  status: fc.constantFrom('paid', 'pending', 'refunded', 'partially_refunded', 'nonsense'),
  total: fc.constantFrom('10.00', '20.00'),
  quantity: fc.constantFrom('1', '2', 'x'),
})

describe('a dry run', () => {
  it.prop([fc.array(customerRow, { maxLength: 16 }), fc.boolean()], { numRuns: 25 })(
    'of customers says exactly what the import then does, and does nothing',
    async (rows, isShopify) => {
      await clearStore(bench.pool)
      await importFile(bench.pool, 'customers', stored)
      const header = isShopify
        ? 'Customer ID,Email,Phone,Default Address City,Accepts Email Marketing,First Name,Last Name,Tags,Total Orders'
        : 'id,email,phone,city,email_consent'
      const lines = rows.map(({ id, email, phone, city, consent }) =>
        [id, email, phone, city, consent, ...(isShopify ? ['A', 'B', '', '1'] : [])].join(','),
      )
      const file = [header, ...lines].join('\n')
      const before = await readStore()
      const dry = await runFile('customers', file, { isDryRun: true })
      expect(await readStore()).toEqual(before)
      const real = await runFile('customers', file, {})
      expect({ ...dry, importId: 0 }).toEqual({ ...real, importId: 0 })
    },
  )

  it.prop([fc.array(orderRow, { maxLength: 16 })], { numRuns: 25 })(
    'of orders says exactly what the import then does, and does nothing',
    async (rows) => {
      await clearStore(bench.pool)
      await importFile(bench.pool, 'customers', stored)
      const header =
        'Name,Email,Financial Status,Created at,Currency,Total,Refunded Amount,Lineitem quantity,Lineitem name,Lineitem price,Phone'
      const lines = rows.map(
        ({ name, email, phone, status, total, quantity }) =>
          `${name},${email},${status},2026-01-05 10:00:00 +0100,EUR,${total},3.00,${quantity},Thing,1.00,${phone}`,
      )
      const file = [header, ...lines].join('\n')
      const before = await readStore()
      const dry = await runFile('orders', file, { isDryRun: true })
      expect(await readStore()).toEqual(before)
      const real = await runFile('orders', file, {})
      expect({ ...dry, importId: 0 }).toEqual({ ...real, importId: 0 })
    },
  )

  it('counts reasons, consents that would and would not be applied, and addresses that get nothing all the same', async () => {
    await importFile(bench.pool, 'customers', stored)
    await bench.pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('email', 'four@example.com', 'complaint', 'provider')`
    const file =
      'id,email,email_consent\nc1,one@example.com,yes\nc2,two@example.com,yes\nc4,four@example.com,yes\nc8,broken,\nc9,nope,\nc10,ten@example.com,pending\n'
    const { report } = await runFile('customers', file, { isDryRun: true })
    expect(report).toEqual({
      rejections: [{ code: 'invalid_value', reason: 'Column "email": Not an email address', rows: 2 }],
      consents: { email: { applied: { subscribed: 1, pending: 1 }, notApplied: { opted_out: 1, repeated: 1 }, suppressed: 1 } },
      orders: null,
    })
  })

  it('shows rows before and after, which go with a person who is erased', async () => {
    await importFile(bench.pool, 'customers', stored)
    const { importId } = await runFile('customers', 'id,email,city,points\nc2,two@example.com,Köln,5\nc9,nine@example.com,,\nc3,,,\n', {
      isDryRun: true,
    })
    const [updated, created] = await listSamples(bench.pool, importId)
    expect(updated).toMatchObject({
      line: 2,
      status: 'updated',
      before: { externalId: 'c2', city: 'Ulm', attributes: {} },
      after: { externalId: 'c2', city: 'Köln', attributes: { points: 5 }, consents: { email: 'subscribed' } },
    })
    expect(created).toMatchObject({ line: 3, status: 'created', before: null, after: { externalId: 'c9', email: 'nine@example.com' } })
    const [customer] = await bench.pool<{ id: string }[]>`SELECT id FROM customers WHERE external_id = 'c2'`
    await eraseCustomer(bench.pool, customer?.id ?? '')
    expect((await listSamples(bench.pool, importId)).map(({ line }) => line)).toEqual([3])
  })

  it('leaves nothing of what it would have written when it ends', async () => {
    const importId = await queueFile(bench.pool, 'customers', 'id,email\n1,a@example.com\n', { options: { isDryRun: true } })
    await runSlice(bench.pool, importId)
    expect(await bench.pool`SELECT FROM import_shadows`).toHaveLength(1)
    await finishFile(bench.pool, importId)
    expect(await bench.pool`SELECT FROM import_shadows`).toHaveLength(0)
  })
})
