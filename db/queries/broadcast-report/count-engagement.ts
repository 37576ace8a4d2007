/** What people did with a send's messages: opens and clicks with machines kept apart, clicks per link, opt-outs, complaints. */
import type { HourRange } from '../../../domain/report-hours.ts'
import type { Sql } from '../../client.ts'
import { within } from './sent-messages.ts'

export interface Engagement {
  /** People who did it at least once. */
  unique: number
  /** How often people did it. */
  total: number
  /** How often scanners and prefetching proxies did it; in neither of the others. */
  bots: number
}

export interface LinkClicks {
  /** Which link of the message, as in its tracked URL. */
  link: number
  /** The address as it was written, merge fields and all. */
  url: string
  clicks: number
  people: number
  bots: number
}

export interface EngagementCounts {
  opens: Engagement
  clicks: Engagement
  links: LinkClicks[]
  /** People. */
  unsubscribes: number
  complaints: number
}

export async function countEngagement(sql: Sql, sendId: string, range?: HourRange): Promise<EngagementCounts> {
  const rows = await sql<({ type: string } & Engagement)[]>`
    SELECT type,
           count(DISTINCT customer_id) FILTER (WHERE NOT is_bot)::int AS unique,
           count(*) FILTER (WHERE NOT is_bot)::int AS total,
           count(*) FILTER (WHERE is_bot)::int AS bots
    FROM delivery_events
    WHERE send_id = ${sendId} AND type IN ('opened', 'clicked', 'unsubscribed', 'complained') ${within(sql, sql`occurred_at`, range)}
    GROUP BY type`
  const find = (type: string): Engagement => {
    const row = rows.find((candidate) => candidate.type === type)
    return { unique: row?.unique ?? 0, total: row?.total ?? 0, bots: row?.bots ?? 0 }
  }
  return {
    opens: find('opened'),
    clicks: find('clicked'),
    links: await countLinkClicks(sql, sendId, range),
    unsubscribes: find('unsubscribed').unique,
    complaints: find('complained').unique,
  }
}

/** Every link of the frozen message, those that nobody followed too. */
async function countLinkClicks(sql: Sql, sendId: string, range: HourRange | undefined): Promise<LinkClicks[]> {
  return sql<LinkClicks[]>`
    SELECT (links.position - 1)::int AS link, links.url,
           coalesce(clicked.clicks, 0) AS clicks, coalesce(clicked.people, 0) AS people, coalesce(clicked.bots, 0) AS bots
    FROM sends
    CROSS JOIN LATERAL jsonb_array_elements_text(sends.message -> 'links') WITH ORDINALITY AS links (url, position)
    LEFT JOIN (
      SELECT link,
             count(*) FILTER (WHERE NOT is_bot)::int AS clicks,
             count(DISTINCT customer_id) FILTER (WHERE NOT is_bot)::int AS people,
             count(*) FILTER (WHERE is_bot)::int AS bots
      FROM delivery_events WHERE send_id = ${sendId} AND type = 'clicked' ${within(sql, sql`occurred_at`, range)} GROUP BY link
    ) AS clicked ON clicked.link = links.position - 1
    WHERE sends.id = ${sendId}
    ORDER BY links.position`
}
