/**
 * Which messages may have brought a voucher: those of its promotion's offer to its customer, and those of its own journey that were claimed once it was there. Its channel is that of the
 * first of them that arrived: what came back undeliverable brought nothing. Reminders bring nothing that was not there.
 */
import { type ChannelName, channelNames } from '../../../domain/channels.ts'
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
    FROM (
      SELECT v.id, v.customer_id, v.created_at, m.send_id, m.channel
      FROM (${vouchers}) AS v JOIN journey_messages m ON m.journey_id = v.journey_id WHERE v.campaign_kind = 'autopilot'
      OFFSET 0 -- A message is found by its key: not all of the customer's are looked through for it.
    ) AS v
    JOIN deliveries d ON d.send_id = v.send_id AND d.customer_id = v.customer_id AND d.channel = v.channel
    WHERE d.accepted_at IS NOT NULL AND d.claimed_at >= v.created_at`
}

/**
 * The channel that brought each voucher: rows `voucher_id, channel`. Of two that arrived at the same instant, the one that is named first. By hashing: sorting the messages of a
 * million vouchers takes longer.
 */
export function selectVoucherChannels(sql: Sql, carriers: Fragment): Fragment {
  const list = (render: (name: ChannelName) => Fragment, separator = sql`, `) =>
    channelNames.map(render).reduce((all, one) => sql`${all}${separator}${one}`)
  const arrived = (name: ChannelName) => sql`c.${sql(`${name}_at`)}`
  return sql`
    SELECT c.voucher_id, CASE least(${list(arrived)}) ${list((name) => sql`WHEN ${arrived(name)} THEN ${name}::channel`, sql` `)} END AS channel
    FROM (
      SELECT c.voucher_id, ${list((name) => sql`min(c.accepted_at) FILTER (WHERE c.channel = ${name}) AS ${sql(`${name}_at`)}`)}
      FROM (${carriers}) AS c WHERE c.status IN ('accepted', 'delivered') GROUP BY c.voucher_id
    ) AS c`
}
