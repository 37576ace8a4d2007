/** The people behind a number of a report: rows of one send's ledger, in customer_id order. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryStatus } from '../../../domain/deliveries.ts'
import type { HourRange } from '../../../domain/report-hours.ts'
import type { Sql } from '../../client.ts'
import { creditedOrders } from './attribute-orders.ts'
import { within } from './sent-messages.ts'

/** What somebody did, as the report counts it: machines' opens and clicks do not. */
export type EngagementType = 'opened' | 'clicked' | 'unsubscribed' | 'complained' | 'ordered'

export interface DeliveryRow {
  customerId: string
  /** Null once the customer was erased. */
  customerExternalId: string | null
  channel: ChannelName
  status: DeliveryStatus
  reason: string | null
  errorCode: string | null
  deferUntil: Date | null
  /** What the contact policy looked at when it decided. */
  policyInputs: Record<string, unknown> | null
  claimedAt: Date
  attemptedAt: Date | null
  acceptedAt: Date | null
  settledAt: Date | null
  providerMessageId: string | null
  smsParts: number | null
}

export interface DeliveryFilter {
  status?: DeliveryStatus | undefined
  reason?: string | undefined
  engagement?: EngagementType | undefined
  /** Which link of the message was followed, as in its tracked URL. */
  link?: number | undefined
  /** Whether a provider took the message. */
  isSent?: boolean | undefined
  /** Of the send: within it orders are its own. */
  attributionWindowMs?: number | undefined
  /** When the message was taken or delivered, somebody did it, or the order was placed; of nothing else. */
  range?: HourRange | undefined
  customerId?: string | undefined
  /** The last customer of the page before. */
  after?: string | undefined
  limit: number
}

export async function listDeliveries(
  sql: Sql,
  sendId: string,
  { status, reason, engagement, link, isSent = false, attributionWindowMs = 0, range, customerId, after, limit }: DeliveryFilter,
): Promise<DeliveryRow[]> {
  return sql<DeliveryRow[]>`
    SELECT ${selectDelivery(sql)}, customers.external_id AS "customerExternalId"
    FROM deliveries LEFT JOIN customers ON customers.id = deliveries.customer_id
    WHERE deliveries.send_id = ${sendId}
      ${status === undefined ? sql`` : sql`AND deliveries.status = ${status}`}
      ${reason === undefined ? sql`` : sql`AND deliveries.reason = ${reason}`}
      ${customerId === undefined ? sql`` : sql`AND deliveries.customer_id = ${customerId}`}
      ${after === undefined ? sql`` : sql`AND deliveries.customer_id > ${after}`}
      ${isSent ? sql`AND deliveries.status IN ('accepted', 'delivered', 'undeliverable', 'bounced') ${within(sql, sql`coalesce(deliveries.accepted_at, deliveries.settled_at, deliveries.claimed_at)`, range)}` : sql``}
      ${status === 'delivered' ? within(sql, sql`coalesce(deliveries.settled_at, deliveries.accepted_at, deliveries.claimed_at)`, range) : sql``}
      ${engagement === undefined || engagement === 'ordered' ? sql`` : sql`AND ${didEngage(sql, engagement, range)}`}
      ${engagement === 'ordered' ? sql`AND deliveries.customer_id IN (SELECT customer_id FROM (${creditedOrders(sql, sendId, attributionWindowMs, range)}) AS credited)` : sql``}
      ${link === undefined ? sql`` : sql`AND ${didFollow(sql, link, range)}`}
    ORDER BY deliveries.customer_id LIMIT ${limit}`
}

function didEngage(sql: Sql, engagement: EngagementType, range: HourRange | undefined) {
  return sql`EXISTS (
    SELECT FROM delivery_events AS e
    WHERE e.send_id = deliveries.send_id AND e.customer_id = deliveries.customer_id AND e.type = ${engagement} AND NOT e.is_bot
      ${within(sql, sql`e.occurred_at`, range)})`
}

function didFollow(sql: Sql, link: number, range: HourRange | undefined) {
  return sql`EXISTS (
    SELECT FROM delivery_events AS e
    WHERE e.send_id = deliveries.send_id AND e.customer_id = deliveries.customer_id AND e.type = 'clicked' AND e.link = ${link} AND NOT e.is_bot
      ${within(sql, sql`e.occurred_at`, range)})`
}

/** The columns of `DeliveryRow` that the ledger itself holds. */
export function selectDelivery(sql: Sql) {
  return sql`deliveries.customer_id AS "customerId", deliveries.channel, deliveries.status, deliveries.reason, deliveries.error_code AS "errorCode",
    deliveries.defer_until AS "deferUntil", deliveries.policy_inputs AS "policyInputs", deliveries.claimed_at AS "claimedAt",
    deliveries.attempted_at AS "attemptedAt", deliveries.accepted_at AS "acceptedAt", deliveries.settled_at AS "settledAt",
    deliveries.provider_message_id AS "providerMessageId", deliveries.sms_parts AS "smsParts"`
}
