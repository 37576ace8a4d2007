/** A campaign in numbers: its journeys, and its messages. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
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
