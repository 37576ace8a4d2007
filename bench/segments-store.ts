/**
 * The store that the segment benchmark measures: customers with lifetimes and rhythms of their own over two years, made by SQL alone. Order counts are
 * log-normal (most buy once or twice, a few hundreds of times), totals too; some orders are cancelled or refunded, one customer in six never ordered.
 */
import type { Pool, Sql } from '../db/client.ts'

export interface BenchStore {
  customers: number
  orders: number
  /** The present of the store: orders end here. */
  until: Date
  seconds: number
}

export interface BenchStoreOptions {
  customers: number
  /** At most; the many small stores end a little below. */
  orders: number
  until: Date
  log(text: string): void
}

const storeDays = 730

/** Into a migrated, empty database whose role may disable triggers. Secondary indexes are made at the end. */
export async function makeBenchStore(pool: Pool, { customers, orders, until, log }: BenchStoreOptions): Promise<BenchStore> {
  const startedAt = performance.now()
  await pool.begin(async (sql) => {
    await sql`SET LOCAL session_replication_role = replica`
    await sql`SET LOCAL work_mem = '512MB'`
    await sql`SET LOCAL maintenance_work_mem = '512MB'`
    await sql`SELECT setseed(0.42)`
    const indexes = await dropSecondaryIndexes(sql)
    await insertCustomers(sql, customers)
    log('The customers are there')
    await insertOrders(sql, { customers, orders, until })
    log('The orders are there')
    for (const { definition } of indexes) await sql.unsafe(definition)
  })
  // What autovacuum does soon after a load in real life.
  await pool`VACUUM (ANALYZE) customers, contact_states, orders, order_items`
  const [count] = await pool<{ customers: number; orders: number }[]>`
    SELECT (SELECT count(*) FROM customers)::integer AS customers, (SELECT count(*) FROM orders)::integer AS orders`
  return { customers: count?.customers ?? 0, orders: count?.orders ?? 0, until, seconds: (performance.now() - startedAt) / 1000 }
}

async function dropSecondaryIndexes(sql: Sql): Promise<{ name: string; definition: string }[]> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index AS i
    WHERE indrelid IN ('customers'::regclass, 'contact_states'::regclass, 'orders'::regclass, 'order_items'::regclass)
      AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid)`
  for (const { name } of indexes) await sql.unsafe(`DROP INDEX ${name}`)
  return indexes
}

async function insertCustomers(sql: Sql, customers: number): Promise<void> {
  await sql`
    INSERT INTO customers (id, external_id, email, phone, first_name, last_name, language, country, city, time_zone, created_at, updated_at)
    SELECT uuidv7(), 'c-' || lpad(n::text, 9, '0'), CASE WHEN dice[1] < 0.94 THEN 'c' || n || '@example.com' END,
      CASE WHEN dice[2] < 0.7 THEN '+4915' || lpad(n::text, 9, '0') END, 'First ' || n % 997, 'Last ' || n % 4999,
      (ARRAY['de', 'de', 'de', 'en', 'fr', 'it'])[1 + floor(dice[3] * 6)::integer],
      (ARRAY['DE', 'DE', 'DE', 'DE', 'AT', 'AT', 'CH', 'FR', 'IT', 'NL'])[1 + floor(dice[4] * 10)::integer],
      'City ' || floor(power(dice[5], 3) * 400)::integer,
      CASE WHEN dice[6] < 0.5 THEN 'Europe/Berlin' END, now(), now()
    FROM (SELECT n, ARRAY[random(), random(), random(), random(), random(), random()] AS dice FROM generate_series(1, ${customers}::integer) AS n) AS d`
  await sql`
    INSERT INTO contact_states (customer_id, email_consent, sms_consent, push_consent)
    SELECT id, (CASE WHEN random() < 0.6 THEN 'subscribed' WHEN random() < 0.3 THEN 'unsubscribed' ELSE 'never' END)::consent_status,
      (CASE WHEN random() < 0.3 THEN 'subscribed' WHEN random() < 0.2 THEN 'unsubscribed' ELSE 'never' END)::consent_status, 'never'
    FROM customers`
}

/** In the order of their time, as orders come. Each has one line. */
async function insertOrders(sql: Sql, { customers, orders, until }: { customers: number; orders: number; until: Date }): Promise<void> {
  // Five of six customers have ordered; the mean of exp(normal(mu, 1.2)) is exp(mu + 0.72), and one more for each.
  const mean = (orders / customers) * (6 / 5) * 1.01
  const spread = Math.log(Math.max(0.2, mean - 0.5)) - 0.72
  await sql`
    CREATE TEMPORARY TABLE drafts ON COMMIT DROP AS
    SELECT customer_id, placed_at, row_number() OVER (ORDER BY placed_at) AS n
    FROM (
      SELECT id AS customer_id, date_trunc('milliseconds', joined_at + (last_at - joined_at) * random()) AS placed_at
      FROM (
        SELECT id, orders, joined_at, joined_at + (${until}::timestamptz - joined_at) * power(random(), 0.5) AS last_at
        FROM (
          SELECT id, 1 + floor(exp(random_normal(${spread}, 1.2)))::integer AS orders,
            ${until}::timestamptz - make_interval(secs => ${storeDays * 86_400} * random()) AS joined_at
          FROM customers WHERE random() < 0.8334) AS people) AS lives
      CROSS JOIN LATERAL generate_series(1, orders) AS one
      LIMIT ${orders}) AS placed`
  await sql`
    INSERT INTO orders (id, external_id, customer_id, placed_at, status, currency, total_minor, refunded_minor, payment_method, coupon, created_at, updated_at)
    SELECT uuidv7(), 'o-' || lpad(n::text, 10, '0'), customer_id, placed_at, status, 'EUR', total,
      CASE status WHEN 'refunded' THEN total WHEN 'partially_refunded' THEN total / 3 ELSE 0 END,
      CASE WHEN random() < 0.6 THEN 'card' ELSE 'invoice' END, CASE WHEN random() < 0.1 THEN 'SAVE' || floor(random() * 20) END, placed_at, placed_at
    FROM (
      SELECT *, greatest(100, round(exp(random_normal(8.2, 0.7))))::bigint AS total,
        CASE WHEN random() < 0.93 THEN 'paid' WHEN random() < 0.5 THEN 'cancelled' WHEN random() < 0.5 THEN 'refunded' ELSE 'partially_refunded' END AS status
      FROM drafts ORDER BY n) AS o`
  await sql`
    INSERT INTO order_items (order_id, line, product_external_id, name, category, merchant, vertical, quantity, price_minor)
    SELECT id, 1, 'p-' || pick, 'Product ' || pick, 'Category ' || pick % 40, 'Merchant ' || pick % 300, 'Vertical ' || pick % 5, 1, total_minor
    FROM (SELECT id, total_minor, floor(power(random(), 2) * 5000)::integer AS pick FROM orders) AS o`
}
