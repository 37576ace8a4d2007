/** What several promotions gave, for a list of them. */
import type { Sql } from '../../client.ts'

export interface PromotionVouchers {
  /** UUID. */
  id: string
  issued: number
  redeemed: number
}

/** One row for each that is asked for and exists. @param promotionIds UUIDs */
export async function countPromotions(sql: Sql, promotionIds: readonly string[]): Promise<PromotionVouchers[]> {
  return sql<PromotionVouchers[]>`
    SELECT p.id, v.issued, v.redeemed FROM promotions p CROSS JOIN LATERAL (
      SELECT count(*)::integer AS issued, count(*) FILTER (WHERE v.status = 'redeemed')::integer AS redeemed
      FROM vouchers v WHERE v.campaign_kind = 'promotion' AND v.campaign_id = p.id
    ) AS v
    WHERE p.id = ANY (${[...promotionIds]}::uuid[])`
}
