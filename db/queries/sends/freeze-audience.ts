/** Turns an audience into the pages of a send, in the order in which they leave. */
import type { Audience } from '../../../domain/audiences.ts'
import type { ChannelName } from '../../../domain/channels.ts'
import type { Pool, Sql } from '../../client.ts'
import type { AudienceContext } from '../audiences/audience-context.ts'
import { prepareForAudiences } from '../audiences/audience-session.ts'
import { selectZones } from './recipient-zones.ts'
import { planAudience } from './plan-audience.ts'

export interface FreezeInput {
  sendId: string
  channel: ChannelName
  audience: Audience
  /** The present and what the audience names: who its members are. */
  context: AudienceContext
  pageSize: number
  /** When members of these zones may be written to: the schedule in their own zone, after their quiet hours. */
  planNotBefore(zones: string): Date
}

export interface FrozenAudience {
  recipients: number
  pages: number
}

/** Runs in the caller's transaction: the pages appear all at once or not at all. @throws AudienceReferenceError */
export async function freezeAudience(
  sql: Sql,
  { sendId, channel, audience, context, pageSize, planNotBefore }: FreezeInput,
): Promise<FrozenAudience> {
  const address = channel === 'email' ? sql`c.email` : channel === 'sms' ? sql`c.phone` : sql`NULL::text`
  const consent = sql(`s.${channel}_consent`)
  await prepareForAudiences(sql)
  const { with: shared, joins, isIncluded, isExcluded } = planAudience(sql, audience, context)
  joins.contactState()
  await sql`
    CREATE TEMPORARY TABLE frozen_members ON COMMIT DROP AS
    ${shared} SELECT c.id AS customer_id, ${isExcluded} AS is_excluded, ${selectZones(sql, 'c', context.timeZone)} AS zones,
      ${address} AS address, ${consent} = 'subscribed' AS is_subscribed
    FROM customers AS c ${joins.render()} WHERE ${isIncluded} AND s.customer_id IS NOT NULL`
  const zones = (await sql<{ zones: string }[]>`SELECT DISTINCT zones FROM frozen_members`).map((row) => row.zones)
  // Of several customers with one address, the first who subscribed gets the message.
  const [frozen] = await sql<[FrozenAudience]>`
    WITH members AS (
      SELECT customer_id, zones,
        CASE WHEN is_excluded THEN 'excluded'
             WHEN is_subscribed AND address IS NOT NULL
               AND row_number() OVER (PARTITION BY address, is_subscribed, is_excluded ORDER BY customer_id) > 1 THEN 'duplicate_address'
        END AS skip_reason
      FROM frozen_members
    ), numbered AS (
      SELECT m.customer_id, m.skip_reason, z.not_before,
        (row_number() OVER (PARTITION BY z.not_before, m.skip_reason ORDER BY m.customer_id) - 1) / ${pageSize}::int AS chunk
      FROM members m JOIN unnest(${zones}::text[], ${zones.map((zone) => planNotBefore(zone).toISOString())}::timestamptz[]) AS z (zones, not_before) ON z.zones = m.zones
    ), pages AS (
      SELECT not_before, skip_reason, chunk, array_agg(customer_id ORDER BY customer_id) AS customer_ids
      FROM numbered GROUP BY not_before, skip_reason, chunk
    ), inserted AS (
      INSERT INTO send_pages (send_id, page, not_before, customer_ids, skip_reason)
      SELECT ${sendId}, row_number() OVER (ORDER BY not_before, skip_reason NULLS FIRST, chunk) - 1, not_before, customer_ids, skip_reason FROM pages
      RETURNING cardinality(customer_ids) AS members
    )
    SELECT coalesce(sum(members), 0)::int AS recipients, count(*)::int AS pages FROM inserted`
  await sql`DROP TABLE frozen_members`
  await sql`UPDATE sends SET recipients = ${frozen.recipients} WHERE id = ${sendId}`
  return frozen
}

/** What an earlier freeze made. */
export async function readFrozenAudience(sql: Sql, sendId: string): Promise<FrozenAudience> {
  const [frozen] = await sql<[FrozenAudience]>`
    SELECT recipients, (SELECT count(*)::int FROM send_pages WHERE send_id = ${sendId}) AS pages FROM sends WHERE id = ${sendId}`
  return frozen
}

export interface PageGroup {
  firstPage: number
  lastPage: number
  notBefore: Date
}

/** The pages from `fromPage` on, as runs that may leave together. */
export async function listPageGroups(sql: Pool, sendId: string, fromPage: number): Promise<PageGroup[]> {
  return sql<PageGroup[]>`
    SELECT min(page) AS "firstPage", max(page) AS "lastPage", not_before AS "notBefore"
    FROM send_pages WHERE send_id = ${sendId} AND page >= ${fromPage}
    GROUP BY not_before ORDER BY min(page)`
}
