/**
 * Addresses that keep bouncing softly: three messages in a row within 30 days, and none delivered in between. The answer follows from the
 * events and their instants, so it is the same in whatever order they come: a delivery that is heard of late takes the suppression back.
 */
import type { Sql } from '../../client.ts'
import { addSuppressions, removeSuppression } from '../suppressions.ts'

const bouncesInARow = 3
const withinDays = 30

export interface BouncingAddress {
  customerId: string
  address: string
}

/** Suppresses those of the addresses that have bounced softly too often, and lifts that suppression (no other) from those that have not. */
export async function judgeSoftBounces(sql: Sql, candidates: readonly BouncingAddress[], source: string): Promise<void> {
  if (candidates.length === 0) return
  const judged = await findSoftBouncers(sql, candidates)
  await addSuppressions(
    sql,
    judged.filter((row) => row.isBouncing).map(({ address }) => ({ channel: 'email', address, reason: 'soft_bounces', source })),
  )
  for (const { address, isBouncing } of judged) {
    if (!isBouncing) await removeSuppression(sql, { channel: 'email', address, source, onlyReason: 'soft_bounces' })
  }
}

/** Those of the addresses that are suppressed for soft bounces, so that a delivery to them has something to take back. */
export async function findSuppressedForSoftBounces(sql: Sql, candidates: readonly BouncingAddress[]): Promise<BouncingAddress[]> {
  if (candidates.length === 0) return []
  const rows = await sql<{ address: string }[]>`
    SELECT address FROM suppressions
    WHERE channel = 'email' AND reason = 'soft_bounces' AND address = ANY (${candidates.map((candidate) => candidate.address)}::text[])`
  const addresses = new Set(rows.map((row) => row.address))
  return candidates.filter((candidate) => addresses.has(candidate.address))
}

/** Each message counts once, at its first soft bounce. In the order of the addresses, which is the order in which they are locked. */
async function findSoftBouncers(sql: Sql, candidates: readonly BouncingAddress[]): Promise<{ address: string; isBouncing: boolean }[]> {
  return sql<{ address: string; isBouncing: boolean }[]>`
    WITH candidates AS (
      SELECT DISTINCT customer_id, address FROM unnest(${candidates.map((candidate) => candidate.customerId)}::uuid[], ${candidates.map((candidate) => candidate.address)}::text[]) AS c (customer_id, address)
    ), outcomes AS (
      SELECT c.customer_id, c.address, e.send_id, e.type, min(e.occurred_at) AS occurred_at
      FROM candidates c JOIN delivery_events e ON e.customer_id = c.customer_id AND e.channel = 'email' AND e.type IN ('soft_bounced', 'delivered')
      JOIN deliveries d ON d.send_id = e.send_id AND d.customer_id = e.customer_id AND d.channel = e.channel AND d.address = c.address
      GROUP BY c.customer_id, c.address, e.send_id, e.type
    ), spells AS (
      SELECT *, count(*) FILTER (WHERE type = 'delivered') OVER (PARTITION BY customer_id, address ORDER BY occurred_at, type, send_id) AS spell FROM outcomes
    ), runs AS (
      SELECT customer_id, address, occurred_at - lag(occurred_at, ${bouncesInARow - 1}::int) OVER (PARTITION BY customer_id, address, spell ORDER BY occurred_at, send_id) AS spread
      FROM spells WHERE type = 'soft_bounced'
    )
    SELECT c.address, coalesce(bool_or(r.spread <= make_interval(days => ${withinDays}::int)), false) AS "isBouncing"
    FROM candidates c LEFT JOIN runs r ON r.customer_id = c.customer_id AND r.address = c.address
    GROUP BY c.address ORDER BY c.address`
}
