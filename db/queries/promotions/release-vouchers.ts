/** Takes vouchers back that did not reach their customers: every channel was closed, or the promotion was stopped before. */
import type { Sql } from '../../client.ts'
import { moveVouchers } from '../vouchers/move-vouchers.ts'

/** One that its customer has accepted, or a checkout holds, has reached them by another way and stays. */
export async function releaseVouchers(
  sql: Sql,
  { promotionId, customerIds, at }: { promotionId: string; customerIds: readonly string[]; at: Date },
): Promise<number> {
  const released = await moveVouchers(sql, {
    transition: 'revoke',
    at,
    actor: { source: 'campaign' },
    from: sql`(SELECT id FROM vouchers
      WHERE campaign_kind = 'promotion' AND campaign_id = ${promotionId} AND customer_id = ANY (${customerIds}::uuid[]) ORDER BY id FOR NO KEY UPDATE) AS picked`,
    where: sql`v.id = picked.id AND v.status IN ('issued', 'delivered', 'undeliverable')`,
    set: sql`ended_at = ${at}, expires_at = NULL, lock_reference = NULL, lock_until = NULL, lock_figures = NULL`,
    event: { kind: sql`'revoked'`, reasons: sql`ARRAY['released']` },
    budget: { vouchers: sql`-1`, money: sql`-coalesce(m.worst_minor, 0)` },
  })
  return released.length
}
