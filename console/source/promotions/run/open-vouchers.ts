/** The vouchers of a promotion that customers still have. */
import type { PromotionProgress } from '../promotion-queries.ts'

export function countOpen({ byStatus }: PromotionProgress['vouchers']): number {
  return byStatus.issued + byStatus.delivered + byStatus.undeliverable + byStatus.accepted + byStatus.locked
}
