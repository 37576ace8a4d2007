import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clearStore, type ImportBench, importFile, openImportBench, readOutcome } from './import-harness.ts'

let bench: ImportBench
beforeAll(async () => {
  bench = await openImportBench()
})
afterAll(() => bench.close())
beforeEach(() => clearStore(bench.pool))

describe('an import of customers', () => {
  it('writes what is sound, normalised, and rejects the rest by line, column and reason', async () => {
    const file = [
      'Customer ID,E-Mail,Phone,First Name,Country,Birthday,Shoe Size,Email Consent',
      'c1, Anna@Example.COM ,030 901820,Anna,Germany,1980-02-29,39,yes',
      'c2,not an address,,,,,,',
      ',b@example.com,,,,,,',
      'c3,c@example.com,12,,,,,',
      'c4,,,,,1981-02-29,,',
      'c5,,,,,,,perhaps',
      'c6,too,few',
      '"c7',
      'c8,d@example.com,+1 212 555 0123,,US,,041,no',
      ',,,,,,,',
    ].join('\n')
    const { rows, rejections, linesDone } = await importFile(bench.pool, 'customers', file)
    expect(rows).toEqual({ created: 2, updated: 0, unchanged: 0, rejected: 7 })
    expect(linesDone).toBe(10)
    expect(rejections).toEqual([
      { line: 3, code: 'invalid_value', reason: 'Column "E-Mail": Not an email address', raw: 'c2,not an address,,,,,,' },
      { line: 4, code: 'missing_value', reason: 'Column "Customer ID": Must not be empty', raw: ',b@example.com,,,,,,' },
      {
        line: 5,
        code: 'invalid_value',
        reason: expect.stringMatching(/^Column "Phone": Not a phone number/),
        raw: 'c3,c@example.com,12,,,,,',
      },
      { line: 6, code: 'invalid_value', reason: expect.stringMatching(/^Column "Birthday": Not a day/), raw: 'c4,,,,,1981-02-29,,' },
      { line: 7, code: 'invalid_value', reason: expect.stringMatching(/^Column "Email Consent": Not a consent/), raw: 'c5,,,,,,,perhaps' },
      { line: 8, code: 'wrong_column_count', reason: 'The row has 3 values, the header 8 columns', raw: 'c6,too,few' },
      { line: 9, code: 'quote_not_closed', reason: 'A quote is opened and never closed', raw: '"c7' },
    ])
    const customers = await bench.pool`
      SELECT external_id, email, phone, first_name, country, birthday::text, attributes, email_consent FROM customers
      JOIN contact_states ON customer_id = id ORDER BY external_id`
    expect([...customers]).toEqual([
      {
        external_id: 'c1',
        email: 'anna@example.com',
        phone: '+4930901820',
        first_name: 'Anna',
        country: 'DE',
        birthday: '1980-02-29',
        attributes: { shoe_size: 39 },
        email_consent: 'subscribed',
      },
      {
        external_id: 'c8',
        email: 'd@example.com',
        phone: '+12125550123',
        first_name: null,
        country: 'US',
        birthday: null,
        attributes: { shoe_size: '041' },
        email_consent: 'never',
      },
    ])
  })

  it('keeps what a blank cell does not say, and counts what it changes', async () => {
    await importFile(bench.pool, 'customers', 'id,email,city\n1,a@example.com,Berlin\n2,b@example.com,Bonn\n')
    const { rows } = await importFile(bench.pool, 'customers', 'id,email,city\n1,,Bremen\n2,b@example.com,Bonn\n3,c@example.com,\n3,,Ulm\n')
    expect(rows).toEqual({ created: 1, updated: 2, unchanged: 1, rejected: 0 })
    expect((await bench.pool`SELECT external_id, email, city FROM customers ORDER BY 1`).map((row) => Object.values(row))).toEqual([
      ['1', 'a@example.com', 'Bremen'],
      ['2', 'b@example.com', 'Bonn'],
      ['3', 'c@example.com', 'Ulm'],
    ])
  })

  it('takes Latin text, semicolons, and line breaks within values', async () => {
    const file = Buffer.from('id;name;note\r\n1;Zoë;"one\r\ntwo"\r\n2;François;\r\n', 'latin1')
    const { rows } = await importFile(bench.pool, 'customers', file, { mapping: { name: 'firstName' } })
    expect(rows.created).toBe(2)
    expect([...(await bench.pool`SELECT first_name, attributes FROM customers ORDER BY external_id`)]).toEqual([
      { first_name: 'Zoë', attributes: { note: 'one\r\ntwo' } },
      { first_name: 'François', attributes: {} },
    ])
  })

  it('of a dry run changes nothing and finds out everything', async () => {
    const file = 'id,email\n1,a@example.com\n2,broken\n'
    const dry = await importFile(bench.pool, 'customers', file, { isDryRun: true })
    expect(dry.rows).toEqual({ created: 1, updated: 0, unchanged: 0, rejected: 1 })
    expect((await readOutcome(bench.pool, dry.importId)).customers).toHaveLength(0)
    expect((await importFile(bench.pool, 'customers', file)).rejections).toEqual(dry.rejections)
  })
})

describe('consent in an import', () => {
  const subscribe = (header: string, row: string) => importFile(bench.pool, 'customers', `${header}\n${row}\n`)
  const consentOf = async () =>
    (await bench.pool<{ emailConsent: string }[]>`SELECT email_consent AS "emailConsent" FROM contact_states`)[0]?.emailConsent

  it('is kept with its evidence', async () => {
    await subscribe('id,email,email_consent,consent_source,consent_at', '1,a@example.com,subscribed,checkout,2026-03-01T10:00:00Z')
    expect([...(await bench.pool`SELECT channel, status, source, address, occurred_at FROM consent_events`)]).toEqual([
      {
        channel: 'email',
        status: 'subscribed',
        source: 'import:checkout',
        address: 'a@example.com',
        occurred_at: new Date('2026-03-01T10:00:00Z'),
      },
    ])
  })

  it('never brings back somebody who has left, unless the file says where and when they came back', async () => {
    await subscribe('id,email,email_consent,consent_source,consent_at', '1,a@example.com,unsubscribed,footer,2026-05-01')
    await subscribe('id,email_consent', '1,subscribed')
    await subscribe('id,email_consent,consent_source', '1,subscribed,checkout')
    await subscribe('id,email_consent,consent_at', '1,subscribed,2026-06-01')
    await subscribe('id,email_consent,consent_source,consent_at', '1,subscribed,checkout,2026-04-01')
    await subscribe('id,email_consent', '1,no')
    expect(await consentOf()).toBe('unsubscribed')
    await subscribe('id,email_consent,consent_source,consent_at', '1,subscribed,checkout,2026-06-01')
    expect(await consentOf()).toBe('subscribed')
  })

  it('never lifts a suppression', async () => {
    await bench.pool`INSERT INTO suppressions (channel, address, reason, source) VALUES ('email', 'a@example.com', 'complaint', 'provider')`
    await subscribe('id,email,email_consent,consent_source,consent_at', '1,a@example.com,subscribed,checkout,2026-06-01')
    expect(await bench.pool`SELECT reason FROM suppressions`).toHaveLength(1)
  })
})

describe('an import of orders', () => {
  it('takes amounts exactly, items, states and times', async () => {
    await importFile(bench.pool, 'customers', 'id\nc1\n')
    const file = [
      'order_id,customer_id,placed_at,items,total,currency,status,merchant,category,refunded',
      'o1,c1,2026-01-02 10:00,2,11.77,usd,paid,Pizza Uno,food,',
      'o2,c1,2026-07-02,1,500,JPY,Completed,,,',
      'o3,c1,2026-07-02T10:00:00+02:00,,10.00,EUR,,,,2.50',
      'o4,nobody,2026-07-02,1,1,EUR,,,,',
      'o5,c1,07/02/2026,1,1,EUR,,,,',
      'o6,c1,2026-07-02,1,1.005,EUR,,,,',
      'o7,c1,2026-07-02,1,"1,50",EUR,,,,',
    ].join('\n')
    const { rows, rejections } = await importFile(bench.pool, 'orders', file, { timeZone: 'Europe/Berlin' })
    expect(rows).toEqual({ created: 3, updated: 0, unchanged: 0, rejected: 4 })
    expect(rejections.map(({ line, code, reason }) => [line, code, reason])).toEqual([
      [5, 'unknown_customer', 'Column "customer_id": The customer is not known'],
      [6, 'invalid_value', 'Column "placed_at": Not a date or time: write 2026-11-22 or 2026-11-22T09:30:00Z'],
      [7, 'invalid_value', 'Column "total": More decimals than the currency has'],
      [8, 'invalid_value', 'Column "total": The decimal mark is not the one that the import was told: set decimalMark'],
    ])
    const { orders } = await readOutcome(bench.pool, '00000000-0000-7000-8000-000000000000')
    expect(orders).toMatchObject([
      {
        external_id: 'o1',
        placed_at: new Date('2026-01-02T09:00:00Z'),
        currency: 'USD',
        total_minor: '1177',
        items: [
          { quantity: 1, price_minor: 588, merchant: 'Pizza Uno', category: 'food' },
          { quantity: 1, price_minor: 589 },
        ],
      },
      { external_id: 'o2', placed_at: new Date('2026-07-01T22:00:00Z'), currency: 'JPY', total_minor: '500', status: 'paid' },
      { external_id: 'o3', placed_at: new Date('2026-07-02T08:00:00Z'), status: 'partially_refunded', refunded_minor: '250', items: null },
    ])
  })

  it('creates customers who are not known when it is told to, but none for an order that it rejects', async () => {
    const file = 'order_id,customer_id,placed_at,total,refunded\no1,new,2026-01-01,5.00,\no2,other,2026-01-01,5.00,9.00\n'
    expect((await importFile(bench.pool, 'orders', file)).rows).toMatchObject({ created: 0, rejected: 2 })
    const { rows, rejections } = await importFile(bench.pool, 'orders', file, { createCustomers: true })
    expect(rows).toMatchObject({ created: 1, rejected: 1 })
    expect(rejections[0]?.reason).toBe('Column "refunded": More than the total')
    expect((await bench.pool`SELECT external_id FROM customers`).map((row) => row.external_id)).toEqual(['new'])
  })

  it('reads neighbouring rows of one order as its items, wherever a batch would end', async () => {
    const lines = Array.from({ length: 60 }, (_, order) =>
      [1, 2, 3].map(
        (item) =>
          `o${String(order).padStart(2, '0')},${item === 1 ? `c,2026-01-01,${(order + 6).toFixed(2)}` : ',,'},sku-${item},${item},1.00`,
      ),
    ).flat()
    const header = 'order_id,customer_id,placed_at,total,sku,quantity,price'
    const { rows } = await importFile(bench.pool, 'orders', [header, ...lines].join('\n'), { createCustomers: true })
    expect(rows).toEqual({ created: 60, updated: 0, unchanged: 0, rejected: 0 })
    const counts = await bench.pool`SELECT count(*)::int AS items, sum(quantity)::int AS pieces FROM order_items GROUP BY order_id`
    expect(counts.every(({ items, pieces }) => items === 3 && pieces === 6)).toBe(true)
  })

  it('rejects an order whole when its rows disagree or one of them cannot be read', async () => {
    const file = [
      'order_id,customer_id,placed_at,total,sku',
      'o1,c,2026-01-01,5.00,a',
      'o1,c,2026-01-01,6.00,b',
      'o2,c,2026-01-01,5.00,a',
      'o2,"c"x',
      'o2,c,2026-01-01,5.00,b',
      'o3,c,2026-01-01,5.00,a',
    ].join('\n')
    const { rows, rejections } = await importFile(bench.pool, 'orders', file, { createCustomers: true })
    expect(rows).toMatchObject({ created: 1, rejected: 5 })
    expect(rejections.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 conflicting_rows',
      '3 conflicting_rows',
      '4 conflicting_rows',
      '5 invalid_quotes',
      '6 conflicting_rows',
    ])
  })
})
