/** A campaign as diagnostics looks at it: what it is, whom it is for, and when its audience became recipients. */
import type { Audience } from '../../../domain/audiences.ts'
import type { DiagnosedKind } from '../../../domain/diagnostics/entries.ts'
import type { Sql } from '../../client.ts'

export interface CampaignKey {
  kind: DiagnosedKind
  /** UUID. */
  id: string
}

export interface DiagnosedCampaign extends CampaignKey {
  name: string
  status: string
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  /** Of a broadcast or promotion. */
  audience: Audience | null
  /** The send whose pages are the frozen audience, once there is one. */
  sendId: string | null
  frozenAt: Date | null
}

export async function readCampaign(sql: Sql, { kind, id }: CampaignKey): Promise<DiagnosedCampaign | undefined> {
  const [campaign] = await sql<DiagnosedCampaign[]>`${selectCampaign(sql, kind)} WHERE c.id = ${id}`
  return campaign
}

function selectCampaign(sql: Sql, kind: DiagnosedKind) {
  switch (kind) {
    case 'broadcast':
      return sql`
        SELECT 'broadcast' AS kind, c.id, c.name, c.status, c.created_at AS "createdAt", c.started_at AS "startedAt", c.finished_at AS "finishedAt", c.audience,
          s.id AS "sendId", s.frozen_at AS "frozenAt"
        FROM broadcasts c LEFT JOIN sends s ON s.id = c.id`
    case 'promotion':
      return sql`
        SELECT 'promotion' AS kind, c.id, c.name, c.status, c.created_at AS "createdAt", c.launched_at AS "startedAt", c.finished_at AS "finishedAt", c.audience,
          s.id AS "sendId", s.frozen_at AS "frozenAt"
        FROM promotions c LEFT JOIN promotion_sends p ON p.promotion_id = c.id AND p.purpose = 'offer' AND p.place = 0 LEFT JOIN sends s ON s.id = p.send_id`
    case 'autopilot':
      return sql`
        SELECT 'autopilot' AS kind, c.id, c.name, c.status, c.created_at AS "createdAt", c.enabled_at AS "startedAt", c.retired_at AS "finishedAt",
          NULL AS audience, NULL AS "sendId", NULL AS "frozenAt"
        FROM autopilots c`
  }
}

export interface CampaignEvent {
  /** Grows; a cursor. */
  id: string
  at: Date
  kind: string
  details: Record<string, unknown>
}

/** Newest first. */
export async function listCampaignEvents(sql: Sql, { kind, id }: CampaignKey, limit: number): Promise<CampaignEvent[]> {
  return sql<CampaignEvent[]>`
    SELECT id::text, at, kind, details FROM campaign_events WHERE campaign_kind = ${kind} AND campaign_id = ${id} ORDER BY campaign_events.id DESC LIMIT ${limit}`
}

/** The looks of an autopilot that have found somebody, newest first: of its latest journeys. */
export async function listLooks(sql: Sql, autopilotId: string, limit: number): Promise<{ at: Date; matched: number; heldOut: number }[]> {
  return sql<{ at: Date; matched: number; heldOut: number }[]>`
    SELECT matched_at AS at, count(*)::int AS matched, count(*) FILTER (WHERE arm = 'holdout')::int AS "heldOut"
    FROM (SELECT matched_at, arm FROM journeys WHERE autopilot_id = ${autopilotId} ORDER BY id DESC LIMIT 20000) AS latest
    GROUP BY matched_at ORDER BY matched_at DESC LIMIT ${limit}`
}

/** When the customer's page may leave, where they are among the recipients and it has not. */
export async function findWaitingPage(sql: Sql, sendId: string, customerId: string): Promise<Date | undefined> {
  const [page] = await sql<{ notBefore: Date }[]>`
    SELECT not_before AS "notBefore" FROM send_pages WHERE send_id = ${sendId} AND claimed_at IS NULL AND ${customerId}::uuid = ANY (customer_ids) LIMIT 1`
  return page?.notBefore
}
