/** The end of a send: deferred members come back as new pages, a stopped one closes its open pages, and the sum is checked. */
import type { Pool, Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { giveBackCooldown } from './record-outcomes.ts'
import type { Send } from './send.ts'

/**
 * Puts every deferred member that has no page to come into new pages, and brings the pages that have not been claimed into the order in which they may leave. Doing
 * it twice adds nothing.
 *
 * Only while no page is on its way: a page that has been handed out and not yet claimed must keep its number.
 */
export async function requeueDeferred(sql: Pool, { send, pageSize }: { send: Send; pageSize: number }): Promise<{ pages: number }> {
  return sql.begin(async (transaction) => {
    const added = await addDeferredPages(transaction, { sendId: send.id, pageSize })
    if (added > 0) await sortUnclaimedPages(transaction, send.id)
    const [row] = await transaction<[{ pages: number }]>`SELECT count(*)::int AS pages FROM send_pages WHERE send_id = ${send.id}`
    return row
  })
}

/** The same without an order of the pages, for a run that takes them by their time: at any moment, also while pages are on their way. @returns how many are new */
export async function addDeferredPages(sql: Sql, { sendId, pageSize }: { sendId: string; pageSize: number }): Promise<number> {
  return runInTransaction(sql, async (sql) => {
    await sql`SELECT 1 FROM sends WHERE id = ${sendId} FOR NO KEY UPDATE`
    const added = await sql`
      WITH awaited AS (
        SELECT m.customer_id FROM send_pages p CROSS JOIN LATERAL unnest(p.customer_ids) AS m (customer_id)
        WHERE p.send_id = ${sendId} AND p.claimed_at IS NULL
      ), deferred AS (
        SELECT d.customer_id, d.defer_until, (row_number() OVER (PARTITION BY d.defer_until ORDER BY d.customer_id) - 1) / ${pageSize}::int AS chunk
        FROM deliveries d
        WHERE d.send_id = ${sendId} AND d.status = 'deferred' AND NOT EXISTS (SELECT 1 FROM awaited a WHERE a.customer_id = d.customer_id)
      )
      INSERT INTO send_pages (send_id, page, not_before, customer_ids)
      SELECT ${sendId}, (SELECT max(page) FROM send_pages WHERE send_id = ${sendId}) + row_number() OVER (ORDER BY defer_until, chunk),
        defer_until, array_agg(customer_id ORDER BY customer_id)
      FROM deferred GROUP BY defer_until, chunk`
    return added.count
  })
}

/** The unclaimed pages are the last ones, without a gap. They step aside below zero first: a page's number is part of its key. */
async function sortUnclaimedPages(sql: Sql, sendId: string): Promise<void> {
  await sql`UPDATE send_pages SET page = -1 - page WHERE send_id = ${sendId} AND claimed_at IS NULL`
  await sql`
    WITH ordered AS (
      SELECT page, min(-1 - page) OVER () + row_number() OVER (ORDER BY not_before, page DESC) - 1 AS place
      FROM send_pages WHERE send_id = ${sendId} AND page < 0
    )
    UPDATE send_pages p SET page = o.place FROM ordered o WHERE p.send_id = ${sendId} AND p.page = o.page`
}

/** Skips everyone who has not been claimed, or was deferred, up to `limit` pages a call. */
async function stopPages(sql: Pool, { send, limit, now }: { send: Send; limit: number; now: Date }): Promise<{ stopped: number }> {
  const [row] = await sql<[{ stopped: number }]>`
    WITH open_pages AS (
      UPDATE send_pages SET claimed_at = ${now}
      WHERE send_id = ${send.id} AND page IN (SELECT page FROM send_pages WHERE send_id = ${send.id} AND claimed_at IS NULL ORDER BY page LIMIT ${limit} FOR NO KEY UPDATE)
      RETURNING page, customer_ids, skip_reason
    ), recorded AS (
      INSERT INTO deliveries AS d (send_id, customer_id, channel, page, status, reason, claimed_at, settled_at)
      SELECT ${send.id}, m.customer_id, ${send.channel}, p.page, 'skipped', coalesce(p.skip_reason, 'campaign_stopped'), ${now}, ${now}
      FROM open_pages p, unnest(p.customer_ids) AS m (customer_id)
      ON CONFLICT (send_id, customer_id, channel) DO UPDATE SET status = 'skipped', reason = 'campaign_stopped', defer_until = NULL, settled_at = ${now}
      WHERE d.status = 'deferred'
    )
    SELECT count(*)::int AS stopped FROM open_pages`
  if (row.stopped === 0) {
    await sql`
      UPDATE deliveries SET status = 'skipped', reason = 'campaign_stopped', defer_until = NULL, settled_at = ${now}
      WHERE send_id = ${send.id} AND status = 'deferred'`
  }
  return row
}

/**
 * Ends a page that could not be sent for so long that calling again is no longer safe: what may have been called is `unknown`, the rest has failed and
 * gets its cooldown back.
 */
export async function giveUpPage(
  sql: Pool,
  { send, page, now }: { send: Send; page: number; now: Date },
): Promise<{ accepted: number; failed: number; unknown: number }> {
  return sql.begin(async (transaction) => {
    const rows = await transaction<{ customerId: string; status: 'unknown' | 'failed' }[]>`
      UPDATE deliveries SET
        status = (CASE WHEN channel = 'email' OR attempted_at IS NOT NULL THEN 'unknown' ELSE 'failed' END)::delivery_status,
        reason = CASE WHEN channel = 'email' OR attempted_at IS NOT NULL THEN NULL ELSE 'provider_rejected' END,
        error_code = 'given_up', settled_at = ${now}
      WHERE send_id = ${send.id} AND page = ${page} AND status = 'sending'
      RETURNING customer_id AS "customerId", status`
    const failed = rows.filter((row) => row.status === 'failed').map((row) => row.customerId)
    if (failed.length > 0) await giveBackCooldown(transaction, { sendId: send.id, channel: send.channel, customerIds: failed })
    return { accepted: 0, failed: failed.length, unknown: rows.length - failed.length }
  })
}

/**
 * Closes what a stopped run has left on its way: what may have been called is `unknown`, the rest was not sent and gets its cooldown back. A call that is still
 * under way records its outcome over `unknown`.
 */
async function stopOpenDeliveries(sql: Pool, { send, now }: { send: Send; now: Date }): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`
      SELECT FROM contact_states WHERE customer_id IN (SELECT customer_id FROM deliveries WHERE send_id = ${send.id} AND status = 'sending')
      ORDER BY customer_id FOR NO KEY UPDATE`
    const rows = await transaction<{ customerId: string; status: 'unknown' | 'skipped' }[]>`
      UPDATE deliveries SET
        status = (CASE WHEN channel = 'email' OR attempted_at IS NOT NULL THEN 'unknown' ELSE 'skipped' END)::delivery_status,
        reason = CASE WHEN channel = 'email' OR attempted_at IS NOT NULL THEN NULL ELSE 'campaign_stopped' END,
        error_code = CASE WHEN channel = 'email' OR attempted_at IS NOT NULL THEN 'stopped' END, settled_at = ${now}
      WHERE send_id = ${send.id} AND status = 'sending'
      RETURNING customer_id AS "customerId", status`
    const skipped = rows.filter((row) => row.status === 'skipped').map((row) => row.customerId)
    if (skipped.length > 0) await giveBackCooldown(transaction, { sendId: send.id, channel: send.channel, customerIds: skipped })
  })
}

/** Gives everyone who has no verdict yet theirs. Run again, it changes nothing. */
export async function stopSend(sql: Pool, { send, now }: { send: Send; now: Date }): Promise<void> {
  while ((await stopPages(sql, { send, limit: 50, now })).stopped > 0);
  await stopOpenDeliveries(sql, { send, now })
}

export interface SendTotals {
  recipients: number
  rows: number
  open: number
}

/** Whether every member has a terminal row. */
export async function readSendTotals(sql: Pool, sendId: string): Promise<SendTotals> {
  const [row] = await sql<[SendTotals]>`
    SELECT s.recipients, d.rows, d.open FROM sends s,
      (SELECT count(*)::int AS rows, count(*) FILTER (WHERE status IN ('sending', 'deferred'))::int AS open FROM deliveries WHERE send_id = ${sendId}) AS d
    WHERE s.id = ${sendId}`
  return row
}
