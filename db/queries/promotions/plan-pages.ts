/** Which pages of a promotion may leave now, and for what it would wait. */
import type { Sql } from '../../client.ts'

export interface DuePage {
  /** UUID. */
  sendId: string
  page: number
}

/** Pages that nobody has claimed and whose time has come, the earliest first. Those that have been handed out and are not claimed yet are among them. */
export async function listDuePages(sql: Sql, { sendIds, now, limit }: { sendIds: string[]; now: Date; limit: number }): Promise<DuePage[]> {
  return sql<DuePage[]>`
    SELECT send_id AS "sendId", page FROM send_pages
    WHERE send_id = ANY (${sendIds}::uuid[]) AND claimed_at IS NULL AND not_before <= ${now} ORDER BY not_before, send_id, page LIMIT ${limit}`
}

export interface PromotionOutlook {
  /** When the next page that is not due yet may leave. */
  nextPageAt: Date | null
  /** Until when a receipt may still open the next channel to somebody. */
  receiptsUntil: Date | null
  openVouchers: boolean
  /** When the last open voucher ends if nothing happens. */
  lastExpiryAt: Date | null
}

export async function readOutlook(
  sql: Sql,
  { promotionId, sendIds, fallThroughMs, now }: { promotionId: string; sendIds: string[]; fallThroughMs: number; now: Date },
): Promise<PromotionOutlook> {
  const [row] = await sql<[PromotionOutlook]>`
    SELECT
      (SELECT min(not_before) FROM send_pages WHERE send_id = ANY (${sendIds}::uuid[]) AND claimed_at IS NULL AND not_before > ${now}) AS "nextPageAt",
      (SELECT max(settled_at) FROM send_pages WHERE send_id = ANY (${sendIds}::uuid[])) + make_interval(secs => ${fallThroughMs / 1000}::float8) AS "receiptsUntil",
      o.last_expiry_at IS NOT NULL AS "openVouchers", o.last_expiry_at AS "lastExpiryAt"
    FROM (
      SELECT max(expires_at) AS last_expiry_at FROM vouchers WHERE campaign_kind = 'promotion' AND campaign_id = ${promotionId} AND expires_at IS NOT NULL
    ) AS o`
  return row
}

/** Pages beyond those that are settled: all in all, and done. */
export async function countPages(sql: Sql, sendIds: string[]): Promise<{ recipients: number; pages: number; pagesDone: number }> {
  const [row] = await sql<[{ recipients: number; pages: number; pagesDone: number }]>`
    SELECT count(*)::int AS pages, count(settled_at)::int AS "pagesDone",
      coalesce((SELECT recipients FROM sends WHERE id = ${sendIds[0] ?? null}::uuid), 0)::int AS recipients
    FROM send_pages WHERE send_id = ANY (${sendIds}::uuid[])`
  return row
}
