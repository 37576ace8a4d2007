/**
 * Whom a campaign was about: a line for each journey, for each customer of a broadcast or promotion, or, where its messages are asked for, for each message of an autopilot. With a stage, those whom
 * the number of it counts (count-campaign.ts), as many lines as it says.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryStatus } from '../../../domain/deliveries.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import type { CampaignCount } from './count-campaign.ts'
import type { DiagnosedCampaign } from './read-campaign.ts'

export interface CustomerLine {
  /** UUIDs. */
  customerId: string
  journeyId: string | null
  /** Of the message, where the line is about one of an autopilot. */
  sendId: string | null
  at: Date
  /** Of the journey. */
  stage: 'matched' | 'running' | 'ended' | null
  outcome: string | null
  reason: string | null
  waitingFor: string | null
  waitingUntil: Date | null
  /** Of the message that counts: the last of them. */
  status: DeliveryStatus | null
  channel: ChannelName | null
  skipReason: string | null
}

export interface LineFilter {
  /** Of an autopilot: its journeys (as without it), or its messages. */
  of?: CampaignCount['of'] | undefined
  stage?: string | undefined
  /** Null: without a reason. */
  reason?: string | null | undefined
  /** Of a message. */
  channel?: ChannelName | undefined
  /** The last of the page before: a journey's id and its message's send, or a customer's id. */
  after?: { id: string; sendId: string | null } | undefined
  limit: number
}

/** An autopilot's journeys or messages, newest first; of broadcasts and promotions the customers, by id. */
export async function listCustomerLines(sql: Sql, campaign: DiagnosedCampaign, filter: LineFilter): Promise<CustomerLine[]> {
  if (campaign.kind === 'autopilot')
    return filter.of === 'messages' ? listMessages(sql, campaign.id, filter) : listJourneys(sql, campaign.id, filter)
  const { sendId } = campaign
  if (sendId === null) return []
  if (filter.stage === 'pending')
    return filter.channel === undefined && typeof filter.reason !== 'string' ? listPending(sql, sendId, filter) : []
  return listRecipients(sql, { ...campaign, sendId }, filter)
}

function listJourneys(sql: Sql, autopilotId: string, { stage, reason, after, limit }: LineFilter): Promise<CustomerLine[]> {
  const why = sql`CASE j.status WHEN 'running' THEN j.waiting_for ELSE j.reason END`
  return sql<CustomerLine[]>`
    SELECT j.customer_id AS "customerId", j.id AS "journeyId", NULL AS "sendId", j.matched_at AS at, j.status AS stage, j.outcome, j.reason,
      j.waiting_for AS "waitingFor", j.waiting_until AS "waitingUntil", d.status, d.channel, d.reason AS "skipReason"
    FROM journeys j LEFT JOIN LATERAL (
      SELECT d.status, d.channel, d.reason FROM journey_messages m JOIN deliveries d ON d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel
      WHERE m.journey_id = j.id ORDER BY d.accepted_at DESC NULLS LAST, d.claimed_at DESC LIMIT 1
    ) AS d ON true
    WHERE j.autopilot_id = ${autopilotId} ${after === undefined ? sql`` : sql`AND j.id < ${after.id}`}
      ${stage === undefined ? sql`` : sql`AND (j.status = ${stage} OR j.outcome = ${stage})`} ${hasReason(sql, why, reason)}
    ORDER BY j.id DESC LIMIT ${limit}`
}

/** A line is about the message alone: whatever became of the journey, it was sent or it was not. */
function listMessages(sql: Sql, autopilotId: string, { stage, reason, channel, after, limit }: LineFilter): Promise<CustomerLine[]> {
  return sql<CustomerLine[]>`
    SELECT j.customer_id AS "customerId", j.id AS "journeyId", m.send_id AS "sendId", d.claimed_at AS at, NULL AS stage, NULL AS outcome, NULL AS reason,
      NULL AS "waitingFor", d.defer_until AS "waitingUntil", d.status, d.channel, d.reason AS "skipReason"
    FROM journeys j JOIN journey_messages m ON m.journey_id = j.id
    JOIN deliveries d ON d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel
    WHERE j.autopilot_id = ${autopilotId} ${after === undefined ? sql`` : sql`AND j.id <= ${after.id} AND (j.id, m.send_id) < (${after.id}, ${after.sendId})`}
      ${stage === undefined ? sql`` : sql`AND d.status::text = ${stage}`} ${hasReason(sql, sql`d.reason`, reason)}
      ${channel === undefined ? sql`` : sql`AND d.channel = ${channel}`}
    ORDER BY j.id DESC, m.send_id DESC LIMIT ${limit}`
}

function listRecipients(
  sql: Sql,
  { kind, id, sendId }: DiagnosedCampaign & { sendId: string },
  { stage, reason, channel, after, limit }: LineFilter,
): Promise<CustomerLine[]> {
  const last =
    kind === 'broadcast'
      ? sql`SELECT d.status, d.channel, d.reason, d.claimed_at`
      : sql`SELECT n.status, n.channel, n.reason, n.claimed_at FROM promotion_sends p JOIN deliveries n ON n.send_id = p.send_id AND n.customer_id = d.customer_id
          WHERE p.promotion_id = ${id} AND p.purpose = 'offer' ORDER BY p.place DESC LIMIT 1`
  return sql<CustomerLine[]>`
    SELECT d.customer_id AS "customerId", NULL AS "journeyId", NULL AS "sendId", l.claimed_at AS at, NULL AS stage, NULL AS outcome, NULL AS reason,
      NULL AS "waitingFor", d.defer_until AS "waitingUntil", l.status, l.channel, l.reason AS "skipReason"
    FROM deliveries d CROSS JOIN LATERAL (${last}) AS l
    WHERE d.send_id = ${sendId} ${after === undefined ? sql`` : sql`AND d.customer_id > ${after.id}`}
      ${stage === undefined ? sql`` : sql`AND l.status::text = ${stage}`} ${hasReason(sql, sql`l.reason`, reason)}
      ${channel === undefined ? sql`` : sql`AND l.channel = ${channel}`}
    ORDER BY d.customer_id LIMIT ${limit}`
}

function hasReason(sql: Sql, actual: Fragment, reason: string | null | undefined): Fragment {
  if (reason === undefined) return sql``
  return reason === null ? sql`AND ${actual} IS NULL` : sql`AND ${actual} = ${reason}`
}

/** Members whose page nobody has claimed: the ledger knows nothing of them yet. */
function listPending(sql: Sql, sendId: string, { after, limit }: LineFilter): Promise<CustomerLine[]> {
  return sql<CustomerLine[]>`
    SELECT m.customer_id AS "customerId", NULL AS "journeyId", NULL AS "sendId", s.frozen_at AS at, NULL AS stage, NULL AS outcome, NULL AS reason,
      'page_claim' AS "waitingFor", p.not_before AS "waitingUntil", NULL AS status, NULL AS channel, NULL AS "skipReason"
    FROM sends s JOIN send_pages p ON p.send_id = s.id CROSS JOIN LATERAL unnest(p.customer_ids) AS m (customer_id)
    WHERE s.id = ${sendId} AND p.claimed_at IS NULL ${after === undefined ? sql`` : sql`AND m.customer_id > ${after.id}`}
      AND NOT EXISTS (SELECT FROM deliveries d WHERE d.send_id = s.id AND d.customer_id = m.customer_id)
    ORDER BY m.customer_id LIMIT ${limit}`
}
