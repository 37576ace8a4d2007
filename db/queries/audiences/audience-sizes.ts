/** How large pinned audiences are, day by day, and what their members bought. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

export interface AudienceFigures {
  customers: number
  /** Who may get a message on the channel. */
  reach: Record<ChannelName, number>
  /** The days up to then that orders and net are of. */
  periodDays: number
  orders: number
  /** Of valid orders in `currency`; others do not count. */
  netMinor: number
  /** The store's. */
  currency: string
}

export interface AudienceSize extends AudienceFigures {
  /** `YYYY-MM-DD`, of the store's time zone. */
  day: string
  /** Of the audience, when it was counted. */
  version: number
  countedAt: Date
}

/** Of the members' valid orders in the store's currency, within so many days before `at`. */
export async function sumOrders(
  sql: Sql,
  { members, currency, periodDays, at }: { members: Fragment; currency: string; periodDays: number; at: Date },
): Promise<Pick<AudienceFigures, 'periodDays' | 'orders' | 'netMinor' | 'currency'>> {
  const [row] = await sql<[{ orders: number; netMinor: number }]>`
    SELECT count(*)::int AS orders, coalesce(sum(o.net_minor), 0)::float8 AS "netMinor"
    FROM (${members}) AS m JOIN orders o ON o.customer_id = m.customer_id
    WHERE o.is_valid AND o.currency = ${currency} AND o.placed_at <= ${at}
      AND o.placed_at > ${at}::timestamptz - make_interval(secs => ${periodDays * 86_400}::float8)`
  return { ...row, periodDays, currency }
}

/** Writes the count of the day of `at`, over an earlier one of that day and never over a later one. */
export async function writeAudienceSize(
  sql: Sql,
  {
    audienceId,
    version,
    figures,
    timeZone,
    at,
  }: { audienceId: string; version: number; figures: AudienceFigures; timeZone: string; at: Date },
): Promise<void> {
  const { customers, reach, periodDays, orders, netMinor, currency } = figures
  await sql`
    INSERT INTO audience_sizes AS s (audience_id, day, version, customers, reachable_email, reachable_sms, reachable_push, period_days, orders, net_minor, currency, counted_at)
    SELECT id, (${at}::timestamptz AT TIME ZONE ${timeZone})::date, ${version}, ${customers}, ${reach.email}, ${reach.sms}, ${reach.push},
      ${periodDays}, ${orders}, ${netMinor}, ${currency}, ${at}
    FROM audiences WHERE id = ${audienceId}
    ON CONFLICT (audience_id, day) DO UPDATE SET version = excluded.version, customers = excluded.customers, reachable_email = excluded.reachable_email,
      reachable_sms = excluded.reachable_sms, reachable_push = excluded.reachable_push, period_days = excluded.period_days, orders = excluded.orders,
      net_minor = excluded.net_minor, currency = excluded.currency, counted_at = excluded.counted_at
    WHERE s.counted_at <= excluded.counted_at`
}

function selectSizes(sql: Sql) {
  return sql`
    day::text, version, counted_at AS "countedAt", customers,
    jsonb_build_object('email', reachable_email, 'sms', reachable_sms, 'push', reachable_push) AS reach,
    period_days AS "periodDays", orders, net_minor::float8 AS "netMinor", currency`
}

/** Both days included, oldest first. Days on which it was not pinned are missing. */
export async function listAudienceSizes(
  sql: Sql,
  { audienceId, from, until }: { audienceId: string; from: string; until: string },
): Promise<AudienceSize[]> {
  return sql<AudienceSize[]>`
    SELECT ${selectSizes(sql)} FROM audience_sizes WHERE audience_id = ${audienceId} AND day BETWEEN ${from}::date AND ${until}::date ORDER BY day`
}

/** The latest count of each, by audience; those that were never counted are missing. */
export async function readLatestSizes(sql: Sql, audienceIds: readonly string[]): Promise<ReadonlyMap<string, AudienceSize>> {
  if (audienceIds.length === 0) return new Map()
  const rows = await sql<(AudienceSize & { audienceId: string })[]>`
    SELECT DISTINCT ON (audience_id) audience_id AS "audienceId", ${selectSizes(sql)} FROM audience_sizes
    WHERE audience_id = ANY (${[...audienceIds]}::uuid[]) ORDER BY audience_id, audience_sizes.day DESC`
  return new Map(rows.map(({ audienceId, ...size }) => [audienceId, size]))
}
