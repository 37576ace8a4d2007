/** Whom suggested sends would go to: how many there are, how many of them each channel may reach, and how many the cooldown lets through now. One pass over the buyers. */
import { type SuggestionKey, suggestedSegments, suggestionKeys } from '../../../domain/suggestions.ts'
import type { Sql } from '../../client.ts'
import { isInSegment } from '../segments/segment-members.ts'

export interface CountedSuggestion {
  key: SuggestionKey
  customers: number
  /** On at least one channel: subscribed, with an address that is not suppressed. */
  reachable: number
  email: number
  sms: number
  push: number
  /** Of the reachable: no marketing contact within the cooldown. */
  rested: number
}

export async function countSuggestions(sql: Sql, { now, cooldownMs }: { now: Date; cooldownMs: number }): Promise<CountedSuggestion[]> {
  const isIn = (key: SuggestionKey) =>
    suggestedSegments[key].map((segment) => isInSegment(sql, segment)).reduce((all, one) => sql`${all} AND ${one}`)
  const [first, ...others] = suggestionKeys.map((key) => sql`CASE WHEN ${isIn(key)} THEN ${key}::text END`)
  if (first === undefined) return []
  const keys = others.reduce((all, one) => sql`${all}, ${one}`, first)
  return sql<CountedSuggestion[]>`
    SELECT k.key, count(*)::int AS customers, count(*) FILTER (WHERE email OR sms OR push)::int AS reachable,
      count(*) FILTER (WHERE email)::int AS email, count(*) FILTER (WHERE sms)::int AS sms, count(*) FILTER (WHERE push)::int AS push,
      count(*) FILTER (WHERE (email OR sms OR push) AND coalesce(last_contact_at < ${new Date(now.getTime() - cooldownMs)}, true))::int AS rested
    FROM (
      SELECT m.keys, s.last_contact_at,
        s.email_consent = 'subscribed' AND c.email IS NOT NULL AND e.address IS NULL AS email,
        s.sms_consent = 'subscribed' AND c.phone IS NOT NULL AND t.address IS NULL AS sms,
        s.push_consent = 'subscribed' AND d.customer_id IS NOT NULL AS push
      FROM (SELECT customer_id, array_remove(ARRAY[${keys}], NULL) AS keys FROM customer_metrics OFFSET 0) AS m
      JOIN contact_states s ON s.customer_id = m.customer_id JOIN customers c ON c.id = m.customer_id
      LEFT JOIN suppressions e ON e.channel = 'email' AND e.address = c.email
      LEFT JOIN suppressions t ON t.channel = 'sms' AND t.address = c.phone
      LEFT JOIN (
        SELECT DISTINCT p.customer_id FROM push_subscriptions p
        WHERE NOT EXISTS (SELECT FROM suppressions x WHERE x.channel = 'push' AND x.address = p.endpoint)) AS d ON d.customer_id = c.id
      WHERE m.keys <> '{}'
      -- Each is worked out once, not for every number that it goes into.
      OFFSET 0
    ) AS p CROSS JOIN LATERAL unnest(p.keys) AS k (key) GROUP BY k.key`
}

export interface LatestSend {
  key: SuggestionKey
  /** UUID. */
  broadcastId: string
  name: string
  at: Date
}

/** The latest broadcast to each of them, where their segments alone were its audience. */
export async function listLatestSends(sql: Sql): Promise<LatestSend[]> {
  const audiences = suggestionKeys.map((key) => ({ key, include: describeAudience(key) }))
  return sql<LatestSend[]>`
    SELECT DISTINCT ON (a.key) a.key, b.id AS "broadcastId", b.name, coalesce(b.started_at, b.updated_at) AS at
    FROM jsonb_to_recordset(${sql.json(audiences as never)}) AS a (key text, include jsonb)
    JOIN broadcasts b ON b.audience -> 'include' = a.include AND b.status IN ('scheduled', 'sending', 'paused', 'sent')
    ORDER BY a.key, coalesce(b.started_at, b.updated_at) DESC`
}

function describeAudience(key: SuggestionKey): unknown[] {
  const segments = suggestedSegments[key]
  const [only] = segments
  if (segments.length === 1) return [{ kind: 'segment', segment: only }]
  return [{ kind: 'rule', rule: { all: segments.map((segment) => ({ field: 'segment', op: '=', value: segment })) } }]
}
