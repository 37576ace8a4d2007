/** How many vouchers of an offer are in each state at an instant. */
import type { VoucherStatus } from '../../../domain/voucher-transitions.ts'
import type { Sql } from '../../client.ts'
import { statusAt } from './voucher-columns.ts'

export interface VoucherCount {
  status: VoucherStatus
  vouchers: number
}

/** States that no voucher is in are left out. */
export async function countVouchers(sql: Sql, { offerId, at }: { offerId: string; at: Date }): Promise<VoucherCount[]> {
  return sql<VoucherCount[]>`
    SELECT ${statusAt(sql, at)} AS status, count(*)::integer AS vouchers FROM vouchers v WHERE v.offer_id = ${offerId} GROUP BY 1 ORDER BY 1`
}
