/** A campaign in numbers, and whom it was about: one line for each customer, each of which a number counts. */
import { deliveryStatuses, type DeliveryStatus } from '../../../domain/deliveries.ts'
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import type { DiagnosedCampaign } from './read-campaign.ts'

export interface CampaignCount {
  /** Of journeys, or of messages. */
  of: 'journeys' | 'messages'
  /** A journey's `matched`, `running`, `ended`; a delivery's status; `pending` for recipients whose page was not claimed. */
  stage: string
  outcome: string | null
  reason: string | null
  channel: ChannelName | null
  count: number
}

export async function countCampaign(sql: Sql, { kind, id, sendId }: DiagnosedCampaign): Promise<CampaignCount[]> {
  if (kind === 'autopilot') {
    return sql<CampaignCount[]>`
      SELECT 'journeys' AS of, status AS stage, outcome, CASE status WHEN 'running' THEN waiting_for ELSE reason END AS reason, NULL AS channel, count(*)::int AS count
      FROM journeys WHERE autopilot_id = ${id} GROUP BY 2, 3, 4
      UNION ALL
      SELECT 'messages', d.status::text, NULL, d.reason, d.channel::text, count(*)::int
      FROM journey_sends s JOIN deliveries d ON d.send_id = s.send_id WHERE s.autopilot_id = ${id} GROUP BY 2, 4, 5
      ORDER BY 1, count DESC`
  }
  if (sendId === null) return []
  const rows =
    kind === 'promotion'
      ? sql`SELECT status, reason, channel FROM promotion_outcomes(${id})`
      : sql`SELECT status, reason, channel FROM deliveries WHERE send_id = ${sendId}`
  return sql<CampaignCount[]>`
    WITH counted AS (SELECT status::text AS stage, reason, channel::text, count(*)::int AS count FROM (${rows}) AS d GROUP BY 1, 2, 3)
    SELECT 'messages' AS of, stage, NULL AS outcome, reason, channel, count FROM counted
    UNION ALL
    SELECT 'messages', 'pending', NULL, NULL, NULL, s.recipients - c.known FROM sends s, (SELECT coalesce(sum(count), 0)::int AS known FROM counted) AS c
    WHERE s.id = ${sendId} AND s.recipients > c.known
    ORDER BY count DESC`
}

export interface CustomerLine {
  /** UUIDs. */
  customerId: string
  journeyId: string | null
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
  stage?: string | undefined
  reason?: string | undefined
  /** A journey's id, or a customer's: the last of the page before. */
  after?: string | undefined
  limit: number
}

/** An autopilot's journeys, newest first; of broadcasts and promotions the customers, by id. */
export async function listCustomerLines(sql: Sql, { kind, id, sendId }: DiagnosedCampaign, filter: LineFilter): Promise<CustomerLine[]> {
  const { stage, reason, after, limit } = filter
  if (kind === 'autopilot') {
    return sql<CustomerLine[]>`
      SELECT j.customer_id AS "customerId", j.id AS "journeyId", j.matched_at AS at, j.status AS stage, j.outcome, j.reason, j.waiting_for AS "waitingFor",
        j.waiting_until AS "waitingUntil", d.status, d.channel, d.reason AS "skipReason"
      FROM journeys j LEFT JOIN LATERAL (
        SELECT d.status, d.channel, d.reason FROM journey_messages m JOIN deliveries d ON d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel
        WHERE m.journey_id = j.id ORDER BY d.accepted_at DESC NULLS LAST, d.claimed_at DESC LIMIT 1
      ) AS d ON true
      WHERE j.autopilot_id = ${id} ${after === undefined ? sql`` : sql`AND j.id < ${after}`}
        AND (${isJourneyCounted(sql, filter)} OR ${isMessageCounted(sql, filter)})
      ORDER BY j.id DESC LIMIT ${limit}`
  }
  if (sendId === null) return []
  if (stage === 'pending') return reason === undefined ? listPending(sql, sendId, filter) : []
  const last =
    kind === 'broadcast'
      ? sql`SELECT d.status, d.channel, d.reason, d.claimed_at`
      : sql`SELECT n.status, n.channel, n.reason, n.claimed_at FROM promotion_sends p JOIN deliveries n ON n.send_id = p.send_id AND n.customer_id = d.customer_id
          WHERE p.promotion_id = ${id} AND p.purpose = 'offer' ORDER BY p.place DESC LIMIT 1`
  return sql<CustomerLine[]>`
    SELECT d.customer_id AS "customerId", NULL AS "journeyId", l.claimed_at AS at, NULL AS stage, NULL AS outcome, NULL AS reason, NULL AS "waitingFor",
      d.defer_until AS "waitingUntil", l.status, l.channel, l.reason AS "skipReason"
    FROM deliveries d CROSS JOIN LATERAL (${last}) AS l
    WHERE d.send_id = ${sendId} ${after === undefined ? sql`` : sql`AND d.customer_id > ${after}`}
      ${stage === undefined ? sql`` : sql`AND l.status::text = ${stage}`} ${reason === undefined ? sql`` : sql`AND l.reason = ${reason}`}
    ORDER BY d.customer_id LIMIT ${limit}`
}

/** That a number of journeys counts journey `j`. */
function isJourneyCounted(sql: Sql, { stage, reason }: LineFilter): Fragment {
  return sql`(true ${stage === undefined ? sql`` : sql`AND (j.status = ${stage} OR j.outcome = ${stage})`}
    ${reason === undefined ? sql`` : sql`AND coalesce(j.reason, j.waiting_for) = ${reason}`})`
}

/** That a number of messages counts one of journey `j`. */
function isMessageCounted(sql: Sql, { stage, reason }: LineFilter): Fragment {
  if (stage === undefined || !isStatus(stage)) return sql`false`
  return sql`EXISTS (
    SELECT FROM journey_messages m JOIN deliveries d ON d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel
    WHERE m.journey_id = j.id AND d.status = ${stage} ${reason === undefined ? sql`` : sql`AND d.reason = ${reason}`})`
}

function isStatus(stage: string): boolean {
  return (deliveryStatuses as readonly string[]).includes(stage)
}

/** Members whose page nobody has claimed: the ledger knows nothing of them yet. */
function listPending(sql: Sql, sendId: string, { after, limit }: LineFilter): Promise<CustomerLine[]> {
  return sql<CustomerLine[]>`
    SELECT m.customer_id AS "customerId", NULL AS "journeyId", s.frozen_at AS at, NULL AS stage, NULL AS outcome, NULL AS reason, 'page_claim' AS "waitingFor",
      p.not_before AS "waitingUntil", NULL AS status, NULL AS channel, NULL AS "skipReason"
    FROM sends s JOIN send_pages p ON p.send_id = s.id CROSS JOIN LATERAL unnest(p.customer_ids) AS m (customer_id)
    WHERE s.id = ${sendId} AND p.claimed_at IS NULL ${after === undefined ? sql`` : sql`AND m.customer_id > ${after}`}
      AND NOT EXISTS (SELECT FROM deliveries d WHERE d.send_id = s.id AND d.customer_id = m.customer_id)
    ORDER BY m.customer_id LIMIT ${limit}`
}
