/** How PostgreSQL goes about it, in a store large enough for that to matter: a plan that is right for three customers can be wrong for a million. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRule } from '../../../tests/audiences/small-store.ts'
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts'
import { connect, type Pool } from '../../client.ts'
import { prepareForAudiences } from './audience-session.ts'
import { selectPreview } from './preview-audience.ts'

let database: TestDatabase
let pool: Pool

const now = new Date('2026-06-10T10:00:00Z')
const customers = 20_000

beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url, { max: 1 })
  await pool.begin(async (sql) => {
    await sql`SET LOCAL session_replication_role = replica`
    await sql`
      INSERT INTO customers (external_id, email, country, city, attributes)
      SELECT 'c' || n, 'c' || n || '@example.com', (ARRAY['DE', 'AT', 'CH'])[1 + n % 3], 'City ' || n % 100, '{"plan": "gold", "tier": "one", "club": "yes"}' FROM generate_series(1, ${customers}::integer) AS n`
    await sql`INSERT INTO contact_states (customer_id, email_consent) SELECT id, 'subscribed' FROM customers`
    await sql`
      INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
      SELECT c.external_id || '-' || n, c.id, ${now}::timestamptz - random() * interval '700 days', 'paid', 'EUR', 1000 FROM customers c CROSS JOIN generate_series(1, 5) AS n`
    await sql`
      INSERT INTO events (message_id, customer_id, name, occurred_at)
      SELECT external_id, id, CASE WHEN random() < 0.05 THEN 'Checkout Started' ELSE 'Product Viewed' END, ${now}::timestamptz - random() * interval '700 days' FROM customers`
  })
  await makeAllVisible()
})

/** An index alone answers for pages that everyone can see. A transaction of another test, older than ours, keeps VACUUM from saying so of a page. */
async function makeAllVisible(): Promise<void> {
  for (;;) {
    await pool`VACUUM (ANALYZE) customers, contact_states, orders, events`
    const [orders] = await pool<[{ isVisible: boolean }]>`
      SELECT relallvisible >= relpages AS "isVisible" FROM pg_class WHERE oid = 'orders'::regclass`
    if (orders.isVisible) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

afterAll(async () => {
  await pool.end()
  await database.drop()
})

interface PlanNode {
  'Node Type': string
  'Index Name'?: string
  'Relation Name'?: string
  'CTE Name'?: string
  'Actual Loops': number
  Plans?: PlanNode[]
}

async function explain(text: string): Promise<PlanNode[]> {
  const audience = { include: [{ kind: 'rule' as const, rule: readRule(text) }], exclude: [] }
  return pool.begin(async (sql) => {
    await prepareForAudiences(sql)
    const context = { now, timeZone: 'Europe/Berlin', audiences: new Map() }
    const [row] = await sql<
      [{ 'QUERY PLAN': [{ Plan: PlanNode }] }]
    >`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${selectPreview(sql, audience, context, 10)}`
    return listNodes(row['QUERY PLAN'][0].Plan)
  })
}

function listNodes(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)]
}

const wholeReads = new Set(['Aggregate', 'CTE Scan', 'Materialize', 'Seq Scan', 'Sort', 'Subquery Scan'])

describe('the plan of a preview', () => {
  it.each([
    'orders.count(last 30d) >= 1 and country = "DE" and reachable.email = true',
    'orders.sum(total, last 60d) >= 10.00 EUR and country = "DE"',
    'orders.last within last 7d',
  ])('reads the orders of a window from the index alone: %s', async (text) => {
    const scans = (await explain(text)).filter((node) => node['Relation Name'] === 'orders')
    expect(scans).toMatchObject([{ 'Node Type': 'Index Only Scan', 'Index Name': 'orders_placed_at' }])
  })

  it('reads the events of a name by their index, whatever its case', async () => {
    const nodes = await explain('events.count(last 30d, where name = "checkout started") >= 1')
    expect(nodes.filter((node) => node['Index Name'] === 'events_name')).toHaveLength(1)
  })

  it('reads the orders of several windows once', async () => {
    const nodes = await explain(
      'orders.count(last 90d) >= 1 and (orders.sum(total, last 30d) >= 1.00 EUR or orders.last within last 7d) and not orders.count >= 50',
    )
    expect(nodes.filter((node) => node['Relation Name'] === 'orders')).toHaveLength(1)
  })

  // Each condition alone is true of everyone, which the planner cannot know.
  it.each([
    'attributes.plan = gold and attributes.tier = one and attributes.club = yes and orders.count >= 2',
    'email ends with "example.com" and email contains "@" and city starts with "city" and orders.count >= 2 and orders.average(total) > 1.00 EUR',
    'country = "DE" and city = "City 7" and orders.count(last 700d) >= 1 and not (attributes.plan != gold or orders.first within last 1d)',
  ])('never goes through all buyers once for each customer: %s', async (text) => {
    const rereads = (await explain(text)).filter((node) => node['Actual Loops'] > 10 && wholeReads.has(node['Node Type']))
    expect(rereads.map((node) => node['Node Type'])).toEqual([])
  })

  it('finds a few by their index', async () => {
    const nodes = await explain('externalId in ("c17", "c18") and orders.count >= 1')
    expect(nodes.find((node) => node['Relation Name'] === 'customers')).toMatchObject({ 'Index Name': 'customers_external_id_key' })
  })
})
