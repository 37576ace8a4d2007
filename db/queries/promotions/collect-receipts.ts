/** Receipts that call a message undeliverable after its page was settled make way for the next channel, as long as they come in time. */
import { isClosed } from '../../../domain/promotions.ts'
import type { Pool, Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { type OpenPromotionSend, readPromotionSend } from './promotion-sends.ts'
import { giveBackUndelivered, goOn, type PageMember } from './settle-page.ts'

const atOnce = 1_000

/** Of one send. Run again, it finds nobody. @returns how many went on to the next channel, or gave their voucher back */
export async function collectReceipts(pool: Pool, { sendId, now }: { sendId: string; now: Date }): Promise<number> {
  const send = await readPromotionSend(pool, sendId)
  if (send === undefined) return 0
  let collected = 0
  let after: string | undefined
  for (;;) {
    const found = await runInTransaction(pool, async (sql) => {
      // One at a time: nobody is put on two pages of the next channel.
      await sql`SELECT FROM promotion_sends WHERE send_id = ${sendId} FOR NO KEY UPDATE`
      const members = await listUndelivered(sql, send, after)
      const closed = members.filter((member) => isClosed(member, send.fallThroughMs))
      await giveBackUndelivered(sql, send, closed)
      await goOn(sql, send, closed, now)
      collected += closed.length
      return members
    })
    if (found.length < atOnce) return collected
    after = found.at(-1)?.customerId
  }
}

/** Whoever is on the next channel already is not among them, and of the last channel only those whose voucher is still open. */
async function listUndelivered(sql: Sql, { sendId, channel, promotionId, next }: OpenPromotionSend, after = ''): Promise<PageMember[]> {
  const isLeft =
    next === null
      ? sql`EXISTS (SELECT FROM vouchers v WHERE v.campaign_kind = 'promotion' AND v.campaign_id = ${promotionId} AND v.customer_id = d.customer_id
          AND v.status IN ('issued', 'delivered', 'undeliverable'))`
      : sql`NOT EXISTS (SELECT FROM deliveries n WHERE n.send_id = ${next.sendId} AND n.customer_id = d.customer_id AND n.channel = ${next.channel})
          AND d.customer_id NOT IN (SELECT unnest(p.customer_ids) FROM send_pages p WHERE p.send_id = ${next.sendId} AND p.claimed_at IS NULL)`
  return sql<PageMember[]>`
    SELECT d.customer_id AS "customerId", d.status, d.reason, d.accepted_at AS "acceptedAt", d.settled_at AS "settledAt"
    FROM (SELECT DISTINCT customer_id FROM delivery_events WHERE send_id = ${sendId} AND type IN ('bounced', 'soft_bounced', 'undeliverable')) AS e
    JOIN deliveries d ON d.send_id = ${sendId} AND d.customer_id = e.customer_id AND d.channel = ${channel}
    JOIN send_pages p ON p.send_id = d.send_id AND p.page = d.page AND p.settled_at IS NOT NULL
    WHERE d.status IN ('undeliverable', 'bounced') ${after === '' ? sql`` : sql`AND d.customer_id > ${after}`} AND ${isLeft}
    ORDER BY d.customer_id LIMIT ${atOnce}`
}
