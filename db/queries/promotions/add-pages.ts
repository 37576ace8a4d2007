/**
 * Puts customers on new pages of a promotion's send. Who shares an address with somebody who is on that send already gets no message of their own, as at the
 * freeze of the first channel.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import { pageSizes } from '../../../domain/sends.ts'
import type { Sql } from '../../client.ts'

export interface PageAddition {
  sendId: string
  channel: ChannelName
  /** UUIDs, none of whom is on the send. */
  customerIds: readonly string[]
  notBefore: Date
}

/** In the caller's transaction, one at a time for each send: numbers follow each other, and of two with one address the second sees the first. */
export async function addPages(sql: Sql, { sendId, channel, customerIds, notBefore }: PageAddition): Promise<void> {
  if (customerIds.length === 0) return
  await sql`UPDATE sends SET recipients = recipients + ${customerIds.length} WHERE id = ${sendId}`
  const duplicates = channel === 'push' ? [] : await findDuplicates(sql, { sendId, channel, customerIds })
  await sql`
    WITH members AS (
      SELECT id AS customer_id, CASE WHEN id = ANY (${duplicates}::uuid[]) THEN 'duplicate_address' END AS skip_reason
      FROM unnest(${customerIds}::uuid[]) AS n (id)
    ), numbered AS (
      SELECT m.*, (row_number() OVER (PARTITION BY skip_reason ORDER BY customer_id) - 1) / ${pageSizes[channel]}::int AS chunk FROM members m
    )
    INSERT INTO send_pages (send_id, page, not_before, customer_ids, skip_reason)
    SELECT ${sendId}, (SELECT coalesce(max(page), -1) FROM send_pages WHERE send_id = ${sendId}) + row_number() OVER (ORDER BY skip_reason NULLS FIRST, chunk),
      ${notBefore}, array_agg(customer_id ORDER BY customer_id), skip_reason
    FROM numbered GROUP BY skip_reason, chunk`
}

/** Those who share their address with another subscriber who is on the send, or comes to it now before them. */
async function findDuplicates(sql: Sql, { sendId, channel, customerIds }: Omit<PageAddition, 'notBefore'>): Promise<string[]> {
  const address = sql(channel === 'email' ? 'email' : 'phone')
  const consent = sql(`${channel}_consent`)
  const rows = await sql<{ id: string }[]>`
    WITH candidates AS MATERIALIZED (
      SELECT c.id, c.${address} AS address FROM customers c JOIN contact_states s ON s.customer_id = c.id
      WHERE c.id = ANY (${customerIds}::uuid[]) AND c.${address} IS NOT NULL AND s.${consent} = 'subscribed'
    )
    SELECT DISTINCT k.id FROM candidates k JOIN customers o ON o.${address} = k.address AND o.id <> k.id
    JOIN contact_states s ON s.customer_id = o.id AND s.${consent} = 'subscribed'
    WHERE (o.id < k.id AND o.id IN (SELECT id FROM candidates))
      OR EXISTS (SELECT FROM deliveries d WHERE d.send_id = ${sendId} AND d.customer_id = o.id AND d.channel = ${channel} AND d.status NOT IN ('skipped', 'failed'))
      OR EXISTS (SELECT FROM send_pages p WHERE p.send_id = ${sendId} AND p.claimed_at IS NULL AND p.skip_reason IS NULL AND o.id = ANY (p.customer_ids))`
  return rows.map(({ id }) => id)
}
