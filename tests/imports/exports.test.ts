import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readImport } from '../../db/queries/imports.ts'
import type { ImportKind, ImportOptions } from '../../domain/imports.ts'
import { clearStore, type ImportBench, importFile, openImportBench } from '../activities/import-harness.ts'

let bench: ImportBench
beforeAll(async () => {
  bench = await openImportBench()
})
afterAll(() => bench.close())
beforeEach(() => clearStore(bench.pool))

const readFixture = (name: string) => readFileSync(new URL(`${name}.csv`, import.meta.url), 'utf8')

async function importFixture(kind: ImportKind, name: string, options: ImportOptions = {}) {
  const imported = await importFile(bench.pool, kind, readFixture(name), { timeZone: 'Europe/Berlin', ...options })
  const job = await readImport(bench.pool, imported.importId)
  return { ...imported, source: job?.source, report: job?.report, columns: job?.columns }
}

const readCustomers = async () => [
  ...(await bench.pool`
    SELECT external_id, email, phone, first_name, last_name, country, region, city, postal_code, attributes, email_consent, sms_consent
    FROM customers JOIN contact_states ON customer_id = id ORDER BY external_id COLLATE "C"`),
]

const readOrders = async () => [
  ...(await bench.pool`
    SELECT o.external_id, c.external_id AS customer, placed_at, status, currency, total_minor::int, refunded_minor::int, payment_method, coupon, o.attributes,
      (SELECT coalesce(jsonb_agg(concat_ws(' | ', quantity, price_minor, product_external_id, name, merchant) ORDER BY line), '[]') FROM order_items WHERE order_id = o.id) AS items
    FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.external_id COLLATE "C"`),
]

describe("Shopify's export of customers", () => {
  it('is taken as it is: guarded ids and phones, addresses, consents, tags and metafields', async () => {
    const { source, rows, rejections } = await importFixture('customers', 'shopify-customers')
    expect({ source, rows }).toEqual({ source: 'shopify_customers', rows: { created: 4, updated: 0, unchanged: 0, rejected: 1 } })
    expect(rejections.map(({ line, reason }) => `${line} ${reason}`)).toEqual(['7 Column "Email": Not an email address'])
    const customers = await readCustomers()
    expect(customers[0]).toEqual({
      external_id: '7210448301122',
      email: 'anna.mueller@example.com',
      phone: '+4930901821',
      first_name: 'Anna',
      last_name: 'Müller',
      country: 'DE',
      region: 'BE',
      city: 'Berlin',
      postal_code: '10115',
      attributes: {
        address1: 'Torstraße 12',
        total_spent: '149.90',
        total_orders: 2,
        tax_exempt: 'no',
        tags: 'vip, newsletter',
        accepts_whatsapp_marketing: 'no',
        custom_shoe_size: 39,
      },
      email_consent: 'subscribed',
      sms_consent: 'subscribed',
    })
    expect(customers[1]).toMatchObject({
      phone: '+359887123456',
      email_consent: 'never',
      attributes: { note: 'Звъннете преди\nдоставка, моля', company: 'Петров ООД' },
    })
    // A name that begins with an apostrophe keeps it; a phone number of an address that is none costs nothing.
    expect(customers[2]).toMatchObject({ last_name: "'t Hooft", phone: null })
    expect(customers[3]).toMatchObject({ external_id: '7210448301125', email: null, phone: '+33612345678', sms_consent: 'subscribed' })
  })

  it('of earlier years has no ids: an address stands in for them', async () => {
    const { source, rows, rejections } = await importFixture('customers', 'shopify-customers-2019')
    expect({ source, rows }).toMatchObject({ source: 'shopify_customers', rows: { created: 2, rejected: 1 } })
    expect(rejections[0]).toMatchObject({ line: 4, code: 'missing_value', reason: 'Column "Email": Must not be empty' })
    expect((await readCustomers()).map(({ external_id, country, region }) => [external_id, country, region])).toEqual([
      ['email:anna.mueller@example.com', 'DE', 'BE'],
      ['phone:+492215000000', 'DE', 'NW'],
    ])
    // The same people, whatever the next file knows of them.
    expect((await importFixture('customers', 'shopify-customers-2019')).rows).toMatchObject({ created: 0, unchanged: 2 })
    const today = await importFixture('customers', 'shopify-customers')
    expect(today.rows).toMatchObject({ created: 3, updated: 1 })
    expect((await readCustomers()).map(({ external_id }) => external_id as string)).toEqual([
      ...['7210448301122', '7210448301123', '7210448301124', '7210448301125', 'phone:+492215000000'],
    ])
  })

  it('never brings back somebody who has left', async () => {
    await importFile(bench.pool, 'customers', 'id,email,email_consent\n7210448301122,anna.mueller@example.com,unsubscribed\n')
    const { report } = await importFixture('customers', 'shopify-customers')
    expect((await readCustomers())[0]).toMatchObject({ email_consent: 'unsubscribed' })
    expect(report?.consents.email).toMatchObject({ notApplied: { opted_out: 1 } })
  })
})

describe("Shopify's export of orders", () => {
  it('is taken as it is: orders of several lines, statuses, refunds, times with offsets, customers by address', async () => {
    await importFixture('customers', 'shopify-customers')
    const { source, rows, rejections, report } = await importFixture('orders', 'shopify-orders')
    expect({ source, rows }).toEqual({ source: 'shopify_orders', rows: { created: 6, updated: 0, unchanged: 0, rejected: 1 } })
    expect(rejections.map(({ code, reason }) => `${code} ${reason}`)).toEqual(['missing_value Column "Email": Must not be empty'])
    const orders = await readOrders()
    expect(orders[0]).toEqual({
      external_id: '4500000001001',
      customer: '7210448301122',
      placed_at: new Date('2023-01-15T08:22:33Z'),
      status: 'paid',
      currency: 'EUR',
      total_minor: 4990,
      refunded_minor: 0,
      payment_method: 'Shopify Payments',
      coupon: 'WELCOME',
      attributes: {
        order_number: '#1001',
        fulfillment_status: 'fulfilled',
        shipping_method: 'Standard',
        discount_amount: '0.00',
        note: 'Bitte klingeln,\n"2. Stock"',
        tags: 'web, first',
        risk_level: 'Low',
        source: 'web',
      },
      items: ['2 | 1500 | TS-M-BLK | T-Shirt - M / Black | Acme', '1 | 1990 | MUG-1 | Mug "Sunday" | Pottery & Co'],
    })
    expect(
      orders.map(({ external_id, customer, status, total_minor, refunded_minor, items }) => [
        external_id,
        customer,
        status,
        total_minor,
        refunded_minor,
        items.length,
      ]),
    ).toEqual([
      ['4500000001001', '7210448301122', 'paid', 4990, 0, 2],
      ['4500000001002', 'email:new.person@example.com', 'partially_refunded', 3000, 1000, 1],
      ['4500000001003', 'email:new.person@example.com', 'refunded', 1900, 1900, 1],
      ['4500000001004', 'email:new.person@example.com', 'cancelled', 1200, 0, 1],
      ['4500000001005', '7210448301125', 'pending', 700, 0, 1],
      ['4500000001007', '7210448301122', 'paid', 1500, 0, 1],
    ])
    expect((await readCustomers()).at(-1)).toMatchObject({
      email: 'new.person@example.com',
      first_name: 'New Van',
      last_name: 'Person',
      phone: '+359887123456',
      country: 'BG',
      email_consent: 'never',
    })
    expect(report?.orders).toEqual({
      byStatus: { paid: 2, partially_refunded: 1, refunded: 1, cancelled: 1, pending: 1 },
      byCurrency: { EUR: { orders: 5, totalMinor: 11_790 }, JPY: { orders: 1, totalMinor: 1500 } },
      firstPlacedAt: '2023-01-15T08:22:33.000Z',
      lastPlacedAt: '2023-03-31T15:00:00.000Z',
      inTheFuture: 0,
      customersMade: 1,
    })
    expect((await importFixture('orders', 'shopify-orders')).rows).toEqual({ created: 0, updated: 0, unchanged: 6, rejected: 1 })
  })

  it('brings customers who get their ids from the export of customers later', async () => {
    await importFixture('orders', 'shopify-orders')
    expect((await readOrders())[0]).toMatchObject({ customer: 'email:anna.mueller@example.com' })
    const { rows } = await importFixture('customers', 'shopify-customers')
    expect(rows).toMatchObject({ created: 2, updated: 2 })
    expect((await readOrders())[0]).toMatchObject({ customer: '7210448301122' })
  })

  it('makes nobody when it is told not to', async () => {
    const { rows, rejections } = await importFixture('orders', 'shopify-orders', { createCustomers: false })
    expect(rows).toMatchObject({ created: 0 })
    expect(new Set(rejections.map(({ code }) => code))).toEqual(new Set(['unknown_customer', 'missing_value']))
    expect(rejections[0]?.reason).toBe('Column "Email": The customer is not known')
  })

  it('follows the mapping where the operator knows better', async () => {
    const { columns } = await importFixture('orders', 'shopify-orders', {
      mapping: { Name: 'orderId', Id: 'attributes.shopify_id', Location: 'ignore' },
    })
    expect((await readOrders())[0]).toMatchObject({ external_id: '#1001', attributes: { shopify_id: 4_500_000_001_001 } })
    expect(columns?.find(({ header }) => header === 'Location')?.meaning).toEqual({ kind: 'ignored' })
    expect(columns?.find(({ header }) => header === 'Accepts Marketing')?.meaning).toEqual({ kind: 'ignored' })
  })
})

describe("WooCommerce's reports", () => {
  it('of customers are known by their addresses', async () => {
    const { source, rows } = await importFixture('customers', 'woocommerce-customers')
    expect({ source, rows }).toMatchObject({ source: 'woocommerce_customers', rows: { created: 2, rejected: 1 } })
    expect((await readCustomers())[0]).toMatchObject({
      external_id: 'email:anna.mueller@example.com',
      first_name: 'Anna Maria',
      last_name: 'Müller',
      country: 'DE',
      region: 'BE',
      attributes: { username: 'anna', total_orders: 3, total_spent: 120.5 },
    })
  })

  it('of orders name no customers, and are refused until somebody says who they are', async () => {
    await expect(importFixture('orders', 'woocommerce-orders')).rejects.toThrow('names are not customers')
    const { source, rows } = await importFixture('orders', 'woocommerce-orders', { mapping: { Customer: 'customerExternalId' } })
    expect({ source, rows }).toMatchObject({ source: 'woocommerce_orders', rows: { created: 2, rejected: 0 } })
    expect(await readOrders()).toMatchObject([
      {
        external_id: '501',
        customer: 'Anna Müller',
        placed_at: new Date('2023-05-01T08:00:00Z'),
        status: 'paid',
        total_minor: 4545,
        coupon: 'summer, vip',
        // What they share of the total, to the cent.
        items: ['2 | 1515 | Album, live', '1 | 1515 | Poster'],
      },
      { external_id: '502', status: 'pending', total_minor: 1000 },
    ])
  })
})

describe("plugins' exports of WooCommerce", () => {
  it('have customers with their ids', async () => {
    const { source, rows } = await importFixture('customers', 'woocommerce-customer-export')
    expect({ source, rows }).toMatchObject({ source: 'woocommerce_customer_export', rows: { created: 1, rejected: 0 } })
    const [anna] = await readCustomers()
    expect(anna).toMatchObject({
      external_id: '17',
      email: 'anna.mueller@example.com',
      phone: '+4930901821',
      attributes: { company: 'ACME GmbH', address1: 'Torstraße 12' },
    })
    expect(JSON.stringify(anna)).not.toContain('secret')
  })

  it('have orders with all items in one value', async () => {
    await importFixture('customers', 'woocommerce-customer-export')
    const { source, rows, rejections } = await importFixture('orders', 'woocommerce-order-export')
    expect({ source, rows }).toMatchObject({ source: 'woocommerce_order_export', rows: { created: 5, rejected: 1 } })
    expect(rejections[0]?.reason).toMatch(/^Column "status": Not a status/)
    const orders = await readOrders()
    expect(orders[0]).toMatchObject({
      external_id: '501',
      customer: '17',
      placed_at: new Date('2023-05-01T08:00:00Z'),
      status: 'paid',
      total_minor: 4550,
      coupon: 'summer, vip',
      attributes: { order_number: 'WEB-501' },
      items: ['2 | 1333 | woo-album | Album; live', '1 | 1334 | woo-album | Album; live', '1 | 550 | 6 | Poster'],
    })
    expect(orders.map(({ customer, status, refunded_minor }) => [customer, status, refunded_minor])).toEqual([
      ['17', 'paid', 0],
      ['email:guest@example.com', 'partially_refunded', 500],
      ['email:guest@example.com', 'pending', 0],
      ['email:guest@example.com', 'cancelled', 0],
      ['email:guest@example.com', 'refunded', 2000],
    ])
  })

  it('have orders with a line for each item', async () => {
    const { source, rows } = await importFixture('orders', 'woocommerce-order-export-items')
    expect({ source, rows }).toMatchObject({ source: 'woocommerce_order_export', rows: { created: 1, rejected: 0 } })
    expect((await readOrders())[0]).toMatchObject({
      total_minor: 4550,
      items: ['2 | 1333 | woo-album | Album', '1 | 1334 | woo-album | Album', '1 | 550 | Poster'],
    })
  })

  it('have orders with a column for each item', async () => {
    const { source, rows, rejections } = await importFixture('orders', 'woocommerce-order-export-columns')
    expect({ source, rows }).toMatchObject({ source: 'woocommerce_order_export', rows: { created: 1, rejected: 1 } })
    expect(rejections[0]?.reason).toBe('Column "customer_email": Not an email address')
    expect((await readOrders())[0]).toMatchObject({
      // A guest: no account, and so no address of it.
      customer: 'email:anna.mueller@example.com',
      status: 'partially_refunded',
      refunded_minor: 200,
      items: ['1 | 1500 | woo-hoodie | Hoodie', '2 | 275 | 46 | Cap'],
    })
  })
})

describe('an export of the other kind', () => {
  it('is told from what was asked for', async () => {
    await expect(importFixture('customers', 'shopify-orders')).rejects.toThrow("Shopify's export of orders: import it as orders")
    await expect(importFixture('orders', 'woocommerce-customers')).rejects.toThrow('import it as customers')
  })
})
