/**
 * Opens and clicks, in one statement for as many as have come. A visit is kept once by its own id, so that a recording whose outcome was lost can be
 * repeated, and only for a delivery that exists. One that comes sooner after acceptance than people can react is a machine's (domain/bots).
 */
import { machineReactionMs } from '../../../domain/bots.ts'
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryKey } from '../../../domain/ids.ts'
import type { Sql } from '../../client.ts'

export interface RecordedVisit {
  /** UUID, made when the visit comes. */
  visitId: string
  delivery: DeliveryKey
  channel: ChannelName
  kind: 'opened' | 'clicked'
  /** Of a click: the link's number in the message. */
  link: number | null
  isMachine: boolean
  occurredAt: Date
}

export async function recordVisits(sql: Sql, visits: readonly RecordedVisit[]): Promise<void> {
  // A row that no provider has confirmed yet was attempted, or at least claimed, before the message could be read.
  await sql`
    INSERT INTO delivery_events (send_id, customer_id, channel, type, link, is_bot, provider_event_id, occurred_at)
    SELECT v.send_id, v.customer_id, v.channel, v.kind, v.link,
      v.is_machine::boolean OR v.occurred_at < coalesce(d.accepted_at, d.attempted_at, d.claimed_at) + make_interval(secs => ${machineReactionMs / 1_000}::float8),
      'visit:' || v.visit_id, v.occurred_at
    FROM unnest(
      ${visits.map((visit) => visit.delivery.sendId)}::uuid[], ${visits.map((visit) => visit.delivery.customerId)}::uuid[],
      ${visits.map((visit) => visit.channel)}::channel[], ${visits.map((visit) => visit.kind)}::text[], ${visits.map((visit) => visit.link)}::int[],
      ${visits.map((visit) => String(visit.isMachine))}::text[], ${visits.map((visit) => visit.occurredAt.toISOString())}::timestamptz[],
      ${visits.map((visit) => visit.visitId)}::text[]
    ) AS v (send_id, customer_id, channel, kind, link, is_machine, occurred_at, visit_id)
    JOIN deliveries d ON d.send_id = v.send_id AND d.customer_id = v.customer_id AND d.channel = v.channel
    ON CONFLICT (provider_event_id) DO NOTHING`
}
