/** That somebody unsubscribed in answer to a message: once a delivery and channel, however often they say it. */
import type { ChannelName } from '../../../domain/channels.ts'
import { type DeliveryKey, formatDeliveryRef } from '../../../domain/ids.ts'
import type { Sql } from '../../client.ts'

export interface Unsubscribe {
  delivery: DeliveryKey
  channel: ChannelName
}

/** Leaves out deliveries that do not exist. */
export async function recordUnsubscribes(sql: Sql, unsubscribes: readonly Unsubscribe[], occurredAt: Date): Promise<void> {
  if (unsubscribes.length === 0) return
  await sql`
    INSERT INTO delivery_events (send_id, customer_id, channel, type, provider_event_id, occurred_at)
    SELECT u.send_id, u.customer_id, u.channel, 'unsubscribed', u.event_id, ${occurredAt}
    FROM unnest(
      ${unsubscribes.map(({ delivery }) => delivery.sendId)}::uuid[], ${unsubscribes.map(({ delivery }) => delivery.customerId)}::uuid[],
      ${unsubscribes.map(({ channel }) => channel)}::channel[], ${unsubscribes.map(({ delivery, channel }) => `unsubscribed:${formatDeliveryRef(delivery)}:${channel}`)}::text[]
    ) AS u (send_id, customer_id, channel, event_id)
    JOIN deliveries d ON d.send_id = u.send_id AND d.customer_id = u.customer_id AND d.channel = u.channel
    ORDER BY u.event_id
    ON CONFLICT (provider_event_id) DO NOTHING`
}
