import { fc } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consentStatuses } from '../../../domain/consents.ts'
import type { CustomerWrite } from '../../../domain/customers.ts'
import { createTestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { recordConsents } from '../consents.ts'
import { eraseCustomer } from './erase-customer.ts'
import { upsertCustomers } from './upsert-customers.ts'

const at = new Date('2026-05-10T00:00:00Z')

let database: Awaited<ReturnType<typeof createTestDatabase>>
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const statement = fc.record({
  status: fc.constantFrom(...consentStatuses),
  source: fc.constantFrom('checkout', 'import', 'import:form', 'one_click', 'address_changed'),
  // The last is still to come: it counts as now.
  occurredAt: fc.constantFrom(new Date('2020-01-01T00:00:00Z'), new Date('2026-05-01T00:00:00Z'), new Date('2199-01-01T00:00:00Z')),
  wordingVersion: fc.constantFrom(undefined, 'v2'),
  address: fc.constantFrom(undefined, null, 'own@example.com', '+4930901820', 'other@example.com'),
})
const customer = fc.record({
  email: fc.constantFrom(null, 'own@example.com'),
  phone: fc.constantFrom(null, '+4930901820'),
  consents: fc.record({ email: statement, sms: statement, push: statement }, { requiredKeys: [] }),
})

async function readOutcome(externalIds: string[]) {
  const rows = await pool<{ status: string; events: unknown }[]>`
    SELECT s.email_consent || ' ' || s.sms_consent || ' ' || s.push_consent AS status,
      (SELECT coalesce(jsonb_agg(jsonb_build_array(channel, status, previous_status, source, address, wording_version, is_applied,
          CASE WHEN occurred_at > now() - interval '1 hour' THEN 'now' ELSE occurred_at::text END) ORDER BY channel), '[]')
        FROM consent_events WHERE customer_id = c.id) AS events
    FROM unnest(${externalIds}::text[]) WITH ORDINALITY AS o (external_id, place) JOIN customers c USING (external_id)
      JOIN contact_states s ON s.customer_id = c.id ORDER BY place`
  return rows.map((row) => ({ ...row }))
}

describe('consent that a customer is created with', () => {
  it('has the outcome and leaves the evidence that it would have right after', async () => {
    let round = 0
    await fc.assert(
      fc.asyncProperty(fc.array(customer, { minLength: 1, maxLength: 20 }), async (people) => {
        round += 1
        const together = people.map((person, index) => ({ ...person, externalId: `together-${round}-${index}` })) as CustomerWrite[]
        const apart = people.map((person, index) => ({ ...person, externalId: `apart-${round}-${index}` })) as CustomerWrite[]
        await upsertCustomers(pool, together, { at })
        await upsertCustomers(
          pool,
          apart.map(({ externalId, email, phone }) => ({ externalId, email, phone })),
          { at },
        )
        await upsertCustomers(pool, apart, { at })
        const [first, second] = await Promise.all([together, apart].map((rows) => readOutcome(rows.map((row) => row.externalId))))
        expect(first).toEqual(second)
      }),
      { numRuns: 30 },
    )
  })

  it('is recorded once, whoever of two that create them at the same moment comes first', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => ({
      externalId: `raced-${index}`,
      email: `raced${index}@example.com`,
      consents: { email: { status: 'subscribed' as const, source: 'checkout', occurredAt: at } },
    }))
    const results = await Promise.all(
      [rows, rows.toReversed(), rows, rows.slice(100)].map((part) => upsertCustomers(pool, part as CustomerWrite[], { at })),
    )
    expect(results.flat().filter(({ status }) => status === 'created')).toHaveLength(300)
    const [counts] = await pool`
      SELECT count(*)::int AS events, count(DISTINCT customer_id)::int AS customers FROM consent_events
      WHERE address LIKE 'raced%'`
    expect(counts).toEqual({ events: 300, customers: 300 })
  })
})

describe('a customer who goes', () => {
  const create = async (externalId: string) => {
    const consents = { email: { status: 'subscribed', source: 'checkout', occurredAt: at } }
    const [written] = await upsertCustomers(pool, [{ externalId, email: `${externalId}@example.com`, consents }] as CustomerWrite[], { at })
    return written?.id ?? ''
  }
  const countLeft = async (id: string) => {
    const [row] = await pool<{ left: number }[]>`
      SELECT ((SELECT count(*) FROM contact_states WHERE customer_id = ${id}) + (SELECT count(*) FROM consent_events WHERE customer_id = ${id}))::int AS left`
    return row?.left
  }

  it('leaves neither state nor evidence', async () => {
    const [erased, deleted] = [await create('erased'), await create('deleted')]
    expect(await countLeft(erased)).toBe(2)
    await eraseCustomer(pool, erased)
    await pool`DELETE FROM customers WHERE id = ${deleted}`
    expect([await countLeft(erased), await countLeft(deleted)]).toEqual([0, 0])
  })

  it('leaves no evidence that was being written at that moment, however they go', async () => {
    const goings = [
      (id: string) => eraseCustomer(pool, id).then(() => undefined),
      (id: string) => pool`DELETE FROM customers WHERE id = ${id}`.then(() => undefined),
    ]
    for (const [index, go] of goings.entries()) {
      const ids = await Promise.all(Array.from({ length: 40 }, (_, place) => create(`gone-${index}-${place}`)))
      await Promise.all(
        ids.flatMap((customerId) => [
          recordConsents(pool, [{ customerId, channel: 'email', status: 'unsubscribed', source: 'one_click', occurredAt: new Date() }]),
          go(customerId),
        ]),
      )
      expect(await Promise.all(ids.map(countLeft))).toEqual(ids.map(() => 0))
    }
  })

  it('is in no row that an import rejected, whose line and reason stay', async () => {
    const consents = {}
    await upsertCustomers(pool, [{ externalId: 'a.b', email: 'gone@example.com', phone: '+4930901820', consents }] as CustomerWrite[], {
      at,
    })
    const [customer] = await pool<{ id: string }[]>`SELECT id FROM customers WHERE external_id = 'a.b'`
    const [job] = await pool<{ id: string }[]>`INSERT INTO imports (kind, file_name) VALUES ('customers', 'f.csv') RETURNING id`
    const rows = ['a.b,gone@exa mple.com', 'x,GONE@example.com', 'y,"+49 (30) 901-820"', 'axb,other@example.com', 'aa.b;other@example.com']
    await pool`
      INSERT INTO import_rejections (import_id, line, code, reason, raw)
      SELECT ${job?.id ?? ''}, line, 'invalid_value', 'Not an email address', raw FROM unnest(${rows}::text[]) WITH ORDINALITY AS r (raw, line)`
    await eraseCustomer(pool, customer?.id ?? '')
    const left = await pool<{ raw: string }[]>`SELECT raw FROM import_rejections ORDER BY line`
    expect(left.map(({ raw }) => raw)).toEqual(['(erased)', '(erased)', '(erased)', ...rows.slice(3)])
  })
})
