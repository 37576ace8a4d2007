/** The end of a promotion before its time: nobody is written to any more, everyone gets a verdict, and its vouchers are settled. Run again, it changes nothing. */
import type { StopChoice } from '../../../domain/promotions.ts'
import type { Pool } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { stopSend } from '../sends/finish-send.ts'
import { readSend } from '../sends/send.ts'
import { revokeVouchers } from '../vouchers/end-vouchers.ts'
import { listPromotionSends } from './promotion-sends.ts'
import { projectPromotionStatus } from './promotion-status.ts'
import { releaseVouchers } from './release-vouchers.ts'
import { settlePage } from './settle-page.ts'

const atOnce = 1_000

export async function stopPromotion(
  pool: Pool,
  { promotionId, vouchers, now }: { promotionId: string; vouchers: StopChoice; now: Date },
): Promise<void> {
  const sends = await listPromotionSends(pool, promotionId)
  for (const { sendId } of sends) {
    const send = await readSend(pool, sendId)
    if (send !== undefined) await stopSend(pool, { send, now })
  }
  for (const { sendId } of sends) await settleSend(pool, { sendId, now })
  // Settling may have put somebody onto a page of the next channel.
  for (const { sendId } of sends) {
    const send = await readSend(pool, sendId)
    if (send !== undefined) await stopSend(pool, { send, now })
  }
  await releaseUnsent(pool, { promotionId, now })
  if (vouchers === 'revoke') await revokeOpen(pool, { promotionId, now })
}

/** Pages that were on their way: their vouchers are delivered where a provider took the message. */
async function settleSend(pool: Pool, { sendId, now }: { sendId: string; now: Date }): Promise<void> {
  for (;;) {
    const pages = await pool<{ page: number }[]>`
      SELECT page FROM send_pages WHERE send_id = ${sendId} AND settled_at IS NULL AND claimed_at IS NOT NULL ORDER BY page LIMIT 100`
    if (pages.length === 0) return
    for (const { page } of pages) await settlePage(pool, { sendId, page, now })
  }
}

/** Of those whose message was stopped on every channel that it had come to. What may have arrived stays. */
async function releaseUnsent(pool: Pool, { promotionId, now }: { promotionId: string; now: Date }): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await pool<{ customerId: string; isUnsent: boolean }[]>`
      SELECT v.customer_id AS "customerId", NOT EXISTS (
        SELECT FROM promotion_sends s JOIN deliveries d ON d.send_id = s.send_id AND d.customer_id = v.customer_id AND d.channel = s.channel
        WHERE s.promotion_id = ${promotionId} AND s.purpose = 'offer' AND d.status NOT IN ('skipped', 'failed')) AS "isUnsent"
      FROM vouchers v
      WHERE v.campaign_kind = 'promotion' AND v.campaign_id = ${promotionId} AND v.status IN ('issued', 'undeliverable') AND v.customer_id > ${after}
      ORDER BY v.customer_id LIMIT ${atOnce}`
    const customerIds = rows.filter(({ isUnsent }) => isUnsent).map(({ customerId }) => customerId)
    if (customerIds.length > 0) await runInTransaction(pool, (sql) => releaseVouchers(sql, { promotionId, customerIds, at: now }))
    if (rows.length < atOnce) return
    after = rows.at(-1)?.customerId ?? after
  }
}

async function revokeOpen(pool: Pool, { promotionId, now }: { promotionId: string; now: Date }): Promise<void> {
  // From here on a voucher whose order is cancelled does not open again.
  await pool`UPDATE promotions SET finish_reason = 'revoked' WHERE id = ${promotionId} AND status NOT IN ('ended', 'stopped', 'failed')`
  for (;;) {
    const open = await pool<{ id: string }[]>`
      SELECT id FROM vouchers WHERE campaign_kind = 'promotion' AND campaign_id = ${promotionId} AND expires_at IS NOT NULL LIMIT ${atOnce}`
    if (open.length === 0) return
    const voucherIds = open.map(({ id }) => id)
    await revokeVouchers(pool, { voucherIds, reason: 'campaign_stopped', at: now, actor: { source: 'campaign' } })
  }
}

/** Of a promotion whose run is gone: stopped by hand in Temporal, or failed. What was given stays with its customers. */
export async function failPromotion(pool: Pool, { promotionId, now }: { promotionId: string; now: Date }): Promise<void> {
  await stopPromotion(pool, { promotionId, vouchers: 'keep', now })
  await projectPromotionStatus(pool, { promotionId, status: 'failed', now, finishReason: 'run_lost' })
}
