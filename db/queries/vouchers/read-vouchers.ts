/** Vouchers as people look at them, one or a page of them, with the terms that each was issued under. */
import { usableStatuses, type VoucherStatus } from '../../../domain/voucher-transitions.ts'
import type { Voucher, VoucherCampaign } from '../../../domain/vouchers.ts'
import type { Sql } from '../../client.ts'
import { isNamed, joinOffers, offerColumns, statusAt, voucherColumns, type VoucherKey } from './voucher-columns.ts'

const selectVouchers = (sql: Sql) => sql`SELECT ${voucherColumns(sql)}, ${offerColumns(sql)} FROM vouchers v ${joinOffers(sql)}`

export async function readVoucher(sql: Sql, key: VoucherKey): Promise<Voucher | undefined> {
  const [voucher] = await sql<Voucher[]>`${selectVouchers(sql)} WHERE ${isNamed(sql, key)}`
  return voucher
}

export interface VoucherFilter {
  /** UUIDs. */
  customerId?: string | undefined
  offerId?: string | undefined
  campaign?: VoucherCampaign | undefined
  /** As it is at `at`. */
  status?: VoucherStatus | undefined
  /** Those that a checkout may use at `at`; or those that it may not. */
  isUsable?: boolean | undefined
  /** Only those that are not used, ended or over, though their validity may not have begun. */
  isOpen?: boolean | undefined
  at: Date
}

/** Newest first, from before the given id. */
export async function listVouchers(
  sql: Sql,
  {
    customerId,
    offerId,
    campaign,
    status,
    isUsable,
    isOpen = false,
    at,
    before,
    limit,
  }: VoucherFilter & { before?: string | undefined; limit: number },
): Promise<Voucher[]> {
  const usable = sql`${statusAt(sql, at)} = ANY (${usableStatuses}::voucher_status[]) AND v.valid_from <= ${at}`
  return sql<Voucher[]>`
    ${selectVouchers(sql)}
    WHERE true
      ${customerId === undefined ? sql`` : sql`AND v.customer_id = ${customerId}`}
      ${offerId === undefined ? sql`` : sql`AND v.offer_id = ${offerId}`}
      ${campaign === undefined ? sql`` : sql`AND v.campaign_kind = ${campaign.kind} AND v.campaign_id = ${campaign.id}`}
      ${status === undefined ? sql`` : sql`AND ${statusAt(sql, at)} = ${status}::voucher_status`}
      ${isUsable === undefined ? sql`` : isUsable ? sql`AND ${usable}` : sql`AND NOT (${usable})`}
      ${isOpen ? sql`AND ${statusAt(sql, at)} = ANY (${usableStatuses}::voucher_status[])` : sql``}
      ${before === undefined ? sql`` : sql`AND v.id < ${before}`}
    ORDER BY v.id DESC LIMIT ${limit}`
}
