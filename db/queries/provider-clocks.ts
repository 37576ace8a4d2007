/**
 * Provider rates, held across all workers: one row a provider account says from when the next request may leave. A worker reserves the slots of several
 * requests at once; one that dies wastes its slots and nothing else.
 */
import type { Pool } from '../client.ts'

export interface SlotRequest {
  provider: string
  requests: number
  /** Requests a second of the account; Infinity asks nobody. */
  perSecond: number
}

/** Milliseconds until the first of the reserved slots; the others follow at `1000 / perSecond` each. */
export async function reserveRequestSlots(sql: Pool, { provider, requests, perSecond }: SlotRequest): Promise<number> {
  const seconds = Number.isFinite(perSecond) ? requests / perSecond : 0
  const [row] = await sql<[{ waitMs: number }]>`
    INSERT INTO provider_clocks AS c (provider, next_request_at) VALUES (${provider}, clock_timestamp() + make_interval(secs => ${seconds}))
    ON CONFLICT (provider) DO UPDATE SET next_request_at = greatest(c.next_request_at, c.blocked_until, clock_timestamp()) + make_interval(secs => ${seconds})
    RETURNING greatest(0, extract(epoch FROM next_request_at - make_interval(secs => ${seconds}) - clock_timestamp()) * 1000)::float8 AS "waitMs"`
  return row.waitMs
}

/** Holds every worker's requests after a 429. */
export async function blockProvider(sql: Pool, provider: string, forMs: number): Promise<void> {
  await sql`
    INSERT INTO provider_clocks AS c (provider, blocked_until) VALUES (${provider}, clock_timestamp() + make_interval(secs => ${forMs / 1000}))
    ON CONFLICT (provider) DO UPDATE SET blocked_until = greatest(c.blocked_until, excluded.blocked_until)`
}
