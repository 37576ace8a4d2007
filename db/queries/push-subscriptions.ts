/** The devices on which a customer takes push messages. A browser that subscribes again, for whomever, keeps one row. */
import { mergeRows } from '../../domain/bulk-rows.ts'
import type { Sql } from '../client.ts'

export interface PushSubscription {
  /** UUID. */
  id: string
  customerId: string
  /** Normalised (domain/push-subscriptions). */
  endpoint: string
  p256dh: string
  auth: string
  userAgent: string | null
  createdAt: Date
}

export type PushSubscriptionWrite = Omit<PushSubscription, 'id' | 'createdAt'>

const columns = (sql: Sql) =>
  sql`id, customer_id AS "customerId", endpoint, p256dh, auth, user_agent AS "userAgent", created_at AS "createdAt"`

/**
 * One result for each row, in their order; the later of two with one endpoint wins. The customers exist (findCustomerIds). An endpoint that was
 * another customer's is this one's now: the browser has one subscription, and whoever signs in last reads it.
 */
export async function upsertPushSubscriptions(
  sql: Sql,
  rows: readonly PushSubscriptionWrite[],
): Promise<(PushSubscription & { isNew: boolean })[]> {
  if (rows.length === 0) return []
  const merged = mergeRows(
    rows,
    (row) => row.endpoint,
    (_earlier, later) => later,
  )
  const records = merged.rows.map((row) => ({ ...row, customer_id: row.customerId, user_agent: row.userAgent }))
  const written = await sql<(PushSubscription & { isNew: boolean })[]>`
    INSERT INTO push_subscriptions AS s (customer_id, endpoint, p256dh, auth, user_agent)
    SELECT customer_id, endpoint, p256dh, auth, user_agent
    FROM jsonb_to_recordset(${sql.json(records)}) AS n (customer_id uuid, endpoint text, p256dh text, auth text, user_agent text)
    ON CONFLICT (endpoint) DO UPDATE SET customer_id = excluded.customer_id, p256dh = excluded.p256dh, auth = excluded.auth,
      user_agent = coalesce(excluded.user_agent, s.user_agent)
    RETURNING ${columns(sql)}, xmax = 0 AS "isNew"`
  const byEndpoint = new Map(written.map((row) => [row.endpoint, row]))
  return rows.flatMap((row) => byEndpoint.get(row.endpoint) ?? [])
}

export async function listPushSubscriptions(
  sql: Sql,
  { customerId, before, limit }: { customerId?: string | undefined; before?: string | undefined; limit: number },
): Promise<PushSubscription[]> {
  return sql<PushSubscription[]>`
    SELECT ${columns(sql)} FROM push_subscriptions
    WHERE true ${customerId === undefined ? sql`` : sql`AND customer_id = ${customerId}`} ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}

/** How many there were. */
export async function deletePushSubscriptions(sql: Sql, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const { count } = await sql`DELETE FROM push_subscriptions WHERE id = ANY(${[...ids]}::uuid[])`
  return count
}

/** The customer whose it was; undefined when there was none. */
export async function deletePushSubscriptionByEndpoint(sql: Sql, endpoint: string): Promise<string | undefined> {
  const [row] = await sql<
    { customerId: string }[]
  >`DELETE FROM push_subscriptions WHERE endpoint = ${endpoint} RETURNING customer_id AS "customerId"`
  return row?.customerId
}
