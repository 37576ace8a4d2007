/**
 * What follows from a page once all its messages have an outcome: vouchers that reached their customers are delivered; whoever the channel is closed for comes
 * to a page of the next channel; after the last channel their voucher is given back.
 *
 * Lock order: contact states, vouchers, the next channel's send, budgets. Whoever redeems takes the voucher and then budgets; a claim takes contact states and
 * then budgets; so nobody waits in a circle.
 */
import { isClosed, type SettledMessage } from '../../../domain/promotions.ts'
import type { Pool, Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { giveBackCooldown } from '../sends/record-outcomes.ts'
import { deliverVouchers } from '../vouchers/deliver-vouchers.ts'
import { addPages } from './add-pages.ts'
import { readPromotionSend, type OpenPromotionSend } from './promotion-sends.ts'
import { releaseVouchers } from './release-vouchers.ts'

export interface PageMember extends SettledMessage {
  customerId: string
}

interface SettledPage {
  /** Whoever went on to the next channel. */
  fellThrough: number
}

const undelivered: readonly string[] = ['undeliverable', 'bounced']

/** Once: a page that is settled stays so. */
export async function settlePage(pool: Pool, { sendId, page, now }: { sendId: string; page: number; now: Date }): Promise<SettledPage> {
  const send = await readPromotionSend(pool, sendId)
  if (send === undefined) throw new Error(`Send ${sendId} is no promotion's`)
  return runInTransaction(pool, async (sql) => {
    const first = await sql`
      UPDATE send_pages SET settled_at = ${now} WHERE send_id = ${sendId} AND page = ${page} AND claimed_at IS NOT NULL AND settled_at IS NULL`
    if (first.count === 0) return { fellThrough: 0 }
    const members = await listMembers(sql, send, page)
    const reached = members.filter(({ status }) => status === 'accepted' || status === 'delivered')
    const closed = members.filter((member) => isClosed(member, send.fallThroughMs))
    await giveBackUndelivered(sql, send, closed)
    await deliverTo(sql, send, reached, now)
    return { fellThrough: await goOn(sql, send, closed, now) }
  })
}

/** A message that did not arrive is no contact: its reservation does not stand in the way of the next channel. */
export async function giveBackUndelivered(sql: Sql, { sendId, channel }: OpenPromotionSend, closed: readonly PageMember[]): Promise<void> {
  const customerIds = closed.filter(({ status }) => undelivered.includes(status)).map(({ customerId }) => customerId)
  if (customerIds.length > 0) await giveBackCooldown(sql, { sendId, channel, customerIds })
}

/** To the next channel; after the last, the voucher goes back. In the caller's transaction. */
export async function goOn(sql: Sql, send: OpenPromotionSend, closed: readonly PageMember[], now: Date): Promise<number> {
  if (closed.length === 0) return 0
  const { promotionId, purpose, next } = send
  const customerIds = closed.map(({ customerId }) => customerId)
  if (next !== null) {
    await addPages(sql, { sendId: next.sendId, channel: next.channel, customerIds, notBefore: now })
    return customerIds.length
  }
  if (purpose === 'offer') await releaseVouchers(sql, { promotionId, customerIds, at: now })
  return 0
}

async function listMembers(sql: Sql, { sendId, channel }: OpenPromotionSend, page: number): Promise<PageMember[]> {
  return sql<PageMember[]>`
    SELECT d.customer_id AS "customerId", d.status, d.reason, d.accepted_at AS "acceptedAt", d.settled_at AS "settledAt"
    FROM send_pages p CROSS JOIN LATERAL unnest(p.customer_ids) AS m (customer_id)
    JOIN deliveries d ON d.send_id = p.send_id AND d.customer_id = m.customer_id AND d.channel = ${channel}
    WHERE p.send_id = ${sendId} AND p.page = ${page} AND d.page = p.page ORDER BY d.customer_id`
}

/** Hours relative to delivery run from when the provider took the message. */
async function deliverTo(sql: Sql, { promotionId, purpose }: OpenPromotionSend, reached: readonly PageMember[], now: Date): Promise<void> {
  if (purpose !== 'offer' || reached.length === 0) return
  const acceptedAt = new Map(reached.map((member) => [member.customerId, member.acceptedAt ?? now]))
  const vouchers = await sql<{ id: string; customerId: string }[]>`
    SELECT v.id, v.customer_id AS "customerId" FROM vouchers v
    WHERE v.campaign_kind = 'promotion' AND v.campaign_id = ${promotionId} AND v.customer_id = ANY (${[...acceptedAt.keys()]}::uuid[])
      AND v.status IN ('issued', 'undeliverable')`
  if (vouchers.length === 0) return
  await deliverVouchers(sql, {
    deliveries: vouchers.map(({ id, customerId }) => ({ voucherId: id, deliveredAt: acceptedAt.get(customerId) ?? now })),
    at: now,
    actor: { source: 'campaign' },
  })
}
