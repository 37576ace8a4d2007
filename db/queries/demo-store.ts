/** What is kept of the demo store beside its customers and orders: from what it was made, and how far its making has come. */
import type { Sql } from '../client.ts'

export interface DemoState {
  seed: number
  /** The instant until which its history goes (RFC 3339). */
  until: string
  /** `brd_…`; absent before the broadcast is made. */
  broadcastId?: string
}

// Any constant that nothing else in the database uses.
const demoLock = 727_485_022
const key = 'demo'

/** Undefined when no demo store was made here. */
export async function readDemoState(sql: Sql): Promise<DemoState | undefined> {
  const [row] = await sql<{ value: DemoState }[]>`SELECT value FROM settings WHERE key = ${key}`
  return row?.value
}

/** Adds to what is kept. */
export async function writeDemoState(sql: Sql, state: Partial<DemoState>): Promise<void> {
  await sql`
    INSERT INTO settings (key, value) VALUES (${key}, ${sql.json({ ...state })})
    ON CONFLICT (key) DO UPDATE SET value = settings.value || excluded.value, version = settings.version + 1, updated_at = now()`
}

/** Until the transaction ends nobody else makes a demo store. */
export async function lockDemo(sql: Sql): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${demoLock})`
}

/** Whether the store is anybody's already. */
export async function hasCustomers(sql: Sql): Promise<boolean> {
  return (await sql`SELECT FROM customers LIMIT 1`).length > 0
}

/** Dates customers back to when they came, by external id: they registered long before their rows were written. Returns their ids by external id. */
export async function backdateCustomers(sql: Sql, registrations: ReadonlyMap<string, Date>): Promise<Map<string, string>> {
  const rows = [...registrations].map(([externalId, registeredAt]) => ({
    external_id: externalId,
    registered_at: registeredAt.toISOString(),
  }))
  const written = await sql<{ id: string; externalId: string }[]>`
    UPDATE customers AS c SET created_at = n.registered_at, updated_at = n.registered_at
    FROM jsonb_to_recordset(${sql.json(rows)}) AS n (external_id text, registered_at timestamptz)
    WHERE c.external_id = n.external_id
    RETURNING c.id, c.external_id AS "externalId"`
  return new Map(written.map(({ id, externalId }) => [externalId, id]))
}

/** Those who take push messages and have no device yet. */
export async function listCustomersWithoutDevice(sql: Sql): Promise<{ id: string }[]> {
  return sql<{ id: string }[]>`
    SELECT s.customer_id AS id FROM contact_states AS s
    WHERE s.push_consent = 'subscribed' AND NOT EXISTS (SELECT FROM push_subscriptions AS p WHERE p.customer_id = s.customer_id)
    ORDER BY s.customer_id`
}
