/**
 * A send hour by hour (UTC). Each delivery counts once in a column, in the hour when it first got there, so that a column adds up to the
 * people of the report: accepted to those that the provider took, opened and clicked to the unique ones.
 */
import type { HourRange } from '../../../domain/report-hours.ts'
import type { Sql } from '../../client.ts'
import { within } from './sent-messages.ts'

export interface HourBucket {
  /** The start of the hour. */
  hourAt: Date
  accepted: number
  delivered: number
  opened: number
  clicked: number
}

/** Hours in which nothing happened are left out, and what came first outside of the range. */
export async function bucketHours(sql: Sql, sendId: string, range?: HourRange): Promise<HourBucket[]> {
  return sql<HourBucket[]>`
    WITH firsts AS (
      SELECT 'accepted' AS what, coalesce(accepted_at, settled_at, claimed_at) AS at FROM deliveries
      WHERE send_id = ${sendId} AND status IN ('accepted', 'delivered', 'undeliverable', 'bounced')
      UNION ALL
      SELECT type, min(occurred_at) FROM delivery_events
      WHERE send_id = ${sendId} AND type IN ('delivered', 'opened', 'clicked') AND NOT is_bot
      GROUP BY type, customer_id
    )
    SELECT date_trunc('hour', at, 'UTC') AS "hourAt",
           count(*) FILTER (WHERE what = 'accepted')::int AS accepted,
           count(*) FILTER (WHERE what = 'delivered')::int AS delivered,
           count(*) FILTER (WHERE what = 'opened')::int AS opened,
           count(*) FILTER (WHERE what = 'clicked')::int AS clicked
    FROM firsts WHERE true ${within(sql, sql`at`, range)} GROUP BY 1 ORDER BY 1`
}
