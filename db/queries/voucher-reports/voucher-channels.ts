/**
 * Which messages may have brought a voucher: those of its promotion's offer to its customer, and those of its own journey that were claimed once it was there. Its channel is that of the
 * first of them that arrived: what came back undeliverable brought nothing. Reminders bring nothing that was not there.
 */
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

/** Rows `voucher_id, send_id, customer_id, channel, status, accepted_at`, each voucher's messages that a provider took. @param vouchers rows of vouchers */
export function selectCarriers(sql: Sql, vouchers: Fragment): Fragment {
  return sql`
    SELECT v.id AS voucher_id, d.send_id, d.customer_id, d.channel, d.status, d.accepted_at
    FROM (${vouchers}) AS v
    JOIN promotion_sends s ON s.promotion_id = v.campaign_id AND s.purpose = 'offer'
    JOIN deliveries d ON d.send_id = s.send_id AND d.customer_id = v.customer_id AND d.channel = s.channel
    WHERE v.campaign_kind = 'promotion' AND d.accepted_at IS NOT NULL
    UNION ALL
    SELECT v.id, d.send_id, d.customer_id, d.channel, d.status, d.accepted_at
    FROM (${vouchers}) AS v
    JOIN journey_messages m ON m.journey_id = v.journey_id
    JOIN deliveries d ON d.send_id = m.send_id AND d.customer_id = v.customer_id AND d.channel = m.channel
    WHERE v.campaign_kind = 'autopilot' AND d.accepted_at IS NOT NULL AND d.claimed_at >= v.created_at`
}

/** The channel that brought each voucher: rows `voucher_id, channel`. */
export function selectVoucherChannels(sql: Sql, carriers: Fragment): Fragment {
  return sql`
    SELECT DISTINCT ON (c.voucher_id) c.voucher_id, c.channel FROM (${carriers}) AS c
    WHERE c.status IN ('accepted', 'delivered') ORDER BY c.voucher_id, c.accepted_at, c.channel`
}
