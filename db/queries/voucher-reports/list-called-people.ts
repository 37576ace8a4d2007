/**
 * Whose messages the providers were called for: those that a provider has taken, refused, or may have taken (`tried`), and those of calls that failed (`failed`), one row for each message of each call.
 * Of every campaign of the store, and of none, as the report on calls counts them. Both are read off the key of their table, the latest first: a page costs the same however many there are.
 */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import type { CountedPerson } from './list-people.ts'
import type { TimeRange } from './report-scope.ts'

export const calledFigureNames = ['tried', 'failed'] as const
export type CalledFigureName = (typeof calledFigureNames)[number]

export interface CalledPeopleInput {
  figure: CalledFigureName
  channel?: ChannelName | undefined
  /** Why a call failed. */
  code?: string | undefined
  range: TimeRange
  /** The last of the page before. */
  after?: readonly [string, string] | undefined
  limit: number
}

export interface CalledPerson extends CountedPerson {
  /** Its place in the list. */
  cursor: [string, string]
}

/** A send whose last message left so long ago may still have had one accepted. */
const acceptedWithinMs = 7 * 86_400_000

/** In a transaction that reads one snapshot. */
export async function listCalledPeople(sql: Sql, input: CalledPeopleInput): Promise<CalledPerson[]> {
  return input.figure === 'failed' ? listFailed(sql, input) : listTried(sql, input)
}

/** In the order in which they were written down. */
async function listFailed(sql: Sql, { channel, code, range, after, limit }: CalledPeopleInput): Promise<CalledPerson[]> {
  return sql<CalledPerson[]>`
    SELECT f.id || ' ' || c.id AS key, date_trunc('milliseconds', f.at) AS at, c.id AS "customerId", NULL AS "voucherId", NULL AS "orderId",
      s.campaign_kind AS "campaignKind", s.campaign_id AS "campaignId", f.channel, f.code, jsonb_build_array(f.id::text, c.id) AS cursor
    FROM provider_failures f CROSS JOIN LATERAL unnest(f.customer_ids) AS c (id) LEFT JOIN sends s ON s.id = f.send_id
    WHERE f.at >= ${range.openingAt} AND f.at < ${range.closingAt}
      ${channel === undefined ? sql`` : sql`AND f.channel = ${channel}`} ${code === undefined ? sql`` : sql`AND f.code = ${code}`}
      ${after === undefined ? sql`` : sql`AND f.id <= ${after[0]}::bigint AND (f.id, c.id) < (${after[0]}::bigint, ${after[1]}::uuid)`}
    ORDER BY f.id DESC, c.id DESC LIMIT ${limit}`
}

/** Send by send. What failed before a call, as a message that could not be filled in, was not tried. */
async function listTried(sql: Sql, { channel, range, after, limit }: CalledPeopleInput): Promise<CalledPerson[]> {
  const sends = await sql<{ id: string }[]>`
    SELECT id FROM sends WHERE frozen_at < ${range.closingAt}
      AND (completed_at IS NULL OR completed_at >= ${new Date(range.openingAt.getTime() - acceptedWithinMs)})
      ${channel === undefined ? sql`` : sql`AND channel = ${channel}`}`
  const at = sql`coalesce(d.accepted_at, d.attempted_at, d.settled_at, d.claimed_at)`
  return sql<CalledPerson[]>`
    SELECT d.send_id || ' ' || d.customer_id AS key, date_trunc('milliseconds', ${at}) AS at, d.customer_id AS "customerId", NULL AS "voucherId", NULL AS "orderId",
      s.campaign_kind AS "campaignKind", s.campaign_id AS "campaignId", d.channel, NULL AS code, jsonb_build_array(d.send_id, d.customer_id) AS cursor
    FROM deliveries d JOIN sends s ON s.id = d.send_id
    WHERE d.send_id = ANY (${sends.map(({ id }) => id)}::uuid[]) AND d.channel = s.channel AND ${at} >= ${range.openingAt} AND ${at} < ${range.closingAt}
      AND (d.status IN ('accepted', 'delivered', 'undeliverable', 'bounced', 'unknown') OR d.status = 'failed' AND d.reason = 'provider_rejected')
      ${after === undefined ? sql`` : sql`AND (d.send_id, d.customer_id) < (${after[0]}::uuid, ${after[1]}::uuid)`}
    ORDER BY d.send_id DESC, d.customer_id DESC LIMIT ${limit}`
}
