/** Vouchers as people look at them, one or a page of them, with the terms that each was issued under. */
import { usableStatuses, type VoucherStatus } from '../../../domain/voucher-transitions.ts'
import type { Voucher } from '../../../domain/vouchers.ts'
import type { Sql } from '../../client.ts'
import { statusAt, voucherColumns } from './voucher-columns.ts'

const selectVouchers = (sql: Sql) => sql`
  SELECT ${voucherColumns(sql)}, o.name AS "offerName", t.terms
  FROM vouchers v JOIN offers o ON o.id = v.offer_id JOIN offer_versions t ON t.offer_id = v.offer_id AND t.version = v.offer_version`

export async function readVoucher(sql: Sql, key: { id: string } | { code: string }): Promise<Voucher | undefined> {
  const [voucher] = await sql<Voucher[]>`${selectVouchers(sql)} WHERE ${'id' in key ? sql`v.id = ${key.id}` : sql`v.code = ${key.code}`}`
  return voucher
}

export interface VoucherFilter {
  /** UUIDs. */
  customerId?: string | undefined
  offerId?: string | undefined
  /** As it is at `at`. */
  status?: VoucherStatus | undefined
  /** Those that a checkout may use at `at`; or those that it may not. */
  isUsable?: boolean | undefined
  at: Date
}

/** Newest first, from before the given id. */
export async function listVouchers(
  sql: Sql,
  { customerId, offerId, status, isUsable, at, before, limit }: VoucherFilter & { before?: string | undefined; limit: number },
): Promise<Voucher[]> {
  const usable = sql`${statusAt(sql, at)} = ANY (${usableStatuses}::voucher_status[]) AND v.valid_from <= ${at}`
  return sql<Voucher[]>`
    ${selectVouchers(sql)}
    WHERE true
      ${customerId === undefined ? sql`` : sql`AND v.customer_id = ${customerId}`}
      ${offerId === undefined ? sql`` : sql`AND v.offer_id = ${offerId}`}
      ${status === undefined ? sql`` : sql`AND ${statusAt(sql, at)} = ${status}::voucher_status`}
      ${isUsable === undefined ? sql`` : isUsable ? sql`AND ${usable}` : sql`AND NOT (${usable})`}
      ${before === undefined ? sql`` : sql`AND v.id < ${before}`}
    ORDER BY v.id DESC LIMIT ${limit}`
}
