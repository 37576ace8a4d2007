/** A promotion's ledger in numbers: each member once, by their final outcome; each channel for itself; and its vouchers. */
import type { ChannelName } from '../../../domain/channels.ts'
import { deliveryStatuses, type DeliveryStatus } from '../../../domain/deliveries.ts'
import type { PromotionPurpose } from '../../../domain/promotions.ts'
import type { VoucherStatus } from '../../../domain/voucher-transitions.ts'
import type { Sql } from '../../client.ts'
import { statusAt } from '../vouchers/voucher-columns.ts'

export interface OutcomeCounts {
  recipients: number
  byStatus: Record<'pending' | DeliveryStatus, number>
  skippedByReason: Record<string, number>
  failedByReason: Record<string, number>
}

export interface PromotionCounts extends OutcomeCounts {
  channels: (OutcomeCounts & { channel: ChannelName; purpose: PromotionPurpose })[]
  vouchers: { issued: number; byStatus: Partial<Record<VoucherStatus, number>> }
}

interface GroupRow {
  sendId: string
  purpose: PromotionPurpose
  channel: ChannelName
  place: number
  recipients: number
  groups: { status: DeliveryStatus; reason: string | null; rows: number; moved: number }[]
}

/** From one snapshot. All zeros before the freeze. */
export async function countOutcomes(sql: Sql, promotionId: string, at: Date): Promise<PromotionCounts> {
  const [row] = await sql<[{ sends: GroupRow[]; vouchers: { status: VoucherStatus; vouchers: number }[] }]>`
    WITH own AS (
      SELECT s.send_id, s.purpose, s.channel, s.place, n.send_id AS next_id, n.channel AS next_channel, f.recipients
      FROM promotion_sends s JOIN sends f ON f.id = s.send_id
      LEFT JOIN promotion_sends n ON n.promotion_id = s.promotion_id AND n.purpose = s.purpose AND n.place = s.place + 1
      WHERE s.promotion_id = ${promotionId}
    ), decided AS (
      SELECT d.send_id, d.status, d.reason, count(*)::int AS rows FROM deliveries d WHERE d.send_id IN (SELECT send_id FROM own) GROUP BY 1, 2, 3
    ), moved AS (
      -- Whoever has a row on the next channel is counted there.
      SELECT o.send_id, d.status, d.reason, count(*)::int AS rows
      FROM own o JOIN deliveries n ON n.send_id = o.next_id JOIN deliveries d ON d.send_id = o.send_id AND d.customer_id = n.customer_id AND d.channel = o.channel
      GROUP BY 1, 2, 3
    )
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_build_object('sendId', o.send_id, 'purpose', o.purpose, 'channel', o.channel, 'place', o.place, 'recipients', o.recipients,
        'groups', (SELECT coalesce(jsonb_agg(jsonb_build_object('status', g.status, 'reason', g.reason, 'rows', g.rows, 'moved', coalesce(m.rows, 0))), '[]')
          FROM decided g LEFT JOIN moved m ON m.send_id = g.send_id AND m.status = g.status AND m.reason IS NOT DISTINCT FROM g.reason
          WHERE g.send_id = o.send_id)) ORDER BY o.purpose, o.place), '[]') FROM own o) AS sends,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('status', status, 'vouchers', vouchers)), '[]') FROM (
        SELECT ${statusAt(sql, at)} AS status, count(*)::int AS vouchers FROM vouchers v WHERE v.campaign_kind = 'promotion' AND v.campaign_id = ${promotionId} GROUP BY 1
      ) AS grouped) AS vouchers`
  const offers = row.sends.filter(({ purpose }) => purpose === 'offer')
  const finals = offers.flatMap(({ groups }) => groups.map((group) => ({ ...group, rows: group.rows - group.moved })))
  const issued = row.vouchers.reduce((sum, { vouchers }) => sum + vouchers, 0)
  return {
    ...addUp(offers[0]?.recipients ?? 0, finals),
    channels: row.sends.map(({ channel, purpose, recipients, groups }) => ({ channel, purpose, ...addUp(recipients, groups) })),
    vouchers: { issued, byStatus: Object.fromEntries(row.vouchers.map(({ status, vouchers }) => [status, vouchers])) },
  }
}

function addUp(recipients: number, groups: readonly { status: DeliveryStatus; reason: string | null; rows: number }[]): OutcomeCounts {
  const byStatus = Object.fromEntries(['pending', ...deliveryStatuses].map((status) => [status, 0])) as OutcomeCounts['byStatus']
  const reasons = { skipped: {} as Record<string, number>, failed: {} as Record<string, number> }
  let decided = 0
  for (const { status, reason, rows } of groups) {
    if (rows === 0) continue
    decided += rows
    byStatus[status] += rows
    if (status !== 'skipped' && status !== 'failed') continue
    const key = reason ?? 'unspecified'
    reasons[status][key] = (reasons[status][key] ?? 0) + rows
  }
  byStatus.pending = Math.max(0, recipients - decided)
  return { recipients: Math.max(recipients, decided), byStatus, skippedByReason: reasons.skipped, failedByReason: reasons.failed }
}
