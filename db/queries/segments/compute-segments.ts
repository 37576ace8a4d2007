/**
 * The segments as SQL (DESIGN 5), in three steps that can be put together: each buyer's figures as of an instant, the cut-offs of all buyers,
 * and the scores, stage and tags that follow from both. The same steps answer for today, for a past day, and for one customer at once.
 *
 * A percent rank is (buyers strictly below) ÷ (buyers − 1). So "rank at least p" is "greater than the value at position ⌈p × (buyers − 1)⌉ in
 * ascending order": one pass finds the cut-offs, scoring is a comparison, ties are equal, and no arithmetic is rounded.
 */
import type { PendingQuery, Row } from 'postgres'
import { defaultSegmentSettings, type SegmentSettings } from '../../../domain/segment-settings.ts'
import type { Sql } from '../../client.ts'

/** A piece of SQL to be put into another; never run by itself. */
export type Fragment = PendingQuery<Row[]>

/** A row for each buyer as of an instant, with figures, scores, stage, tags and quietness. A whole query. */
export function scoreEveryone(sql: Sql, at: Date | string, settings = currentSettings(sql)): Fragment {
  return sql`WITH ${parametersCte(sql, at, settings)}, ${buyersCte(sql, at)}, ${cutoffsCte(sql)}, ${scoredCte(sql)} SELECT * FROM scored`
}

/** The same for those of the named customers who have a valid order, by the cut-offs and the settings of the latest full refresh. */
export function scoreNamed(sql: Sql, customerIds: string[], at: Date): Fragment {
  return sql`
    WITH ${parametersCte(sql, at, latestSettings(sql))}, ${buyersCte(sql, at, { customerIds })}, ${latestCutoffsCte(sql)}, ${scoredCte(sql)}
    SELECT * FROM scored`
}

/** Settings as a query of no row or one, `version` and `value`: those in force. */
function currentSettings(sql: Sql): Fragment {
  return sql`SELECT version, value FROM settings WHERE key = 'segments'`
}

/** Those that the latest cut-offs were found with: until the next refresh a change waits, so that no customer is judged by half of it. */
export function latestSettings(sql: Sql): Fragment {
  return sql`
    SELECT version, value FROM settings_versions
    WHERE key = 'segments' AND version = (SELECT settings_version FROM segment_cutoffs ORDER BY computed_at DESC LIMIT 1)`
}

/** Those that are given, whatever the store's are. */
export function givenSettings(sql: Sql, settings: SegmentSettings): Fragment {
  return sql`SELECT 0 AS version, ${sql.json({ ...settings })}::jsonb AS value`
}

/** `parameters`: one row, the settings, the instant `at`, and the instants that follow from both. A CTE, without `WITH`. */
export function parametersCte(sql: Sql, at: Date | string, settings: Fragment = currentSettings(sql)): Fragment {
  return sql`
    parameters AS (
      SELECT ${at}::timestamptz AS at, coalesce(s.version, 0) AS settings_version, p.*,
        ${at}::timestamptz - make_interval(secs => p."newForDays" * 86400) AS new_since,
        ${at}::timestamptz - make_interval(secs => p."recentDays" * 86400) AS recent_since
      FROM (SELECT) AS one
      LEFT JOIN (${settings}) AS s ON true
      CROSS JOIN LATERAL jsonb_to_record(${sql.json({ ...defaultSegmentSettings })}::jsonb || coalesce(s.value, '{}')) AS p (
        "shortestGapDays" float8, "longestGapDays" float8, "ownGapMinimumOrders" integer, "lapsedAfterGaps" float8, "newForDays" float8,
        "recentDays" float8, "mostActiveRank" numeric, "mostActiveMinimumOrders" integer, "vipRank" numeric, "vipMinimumScore" integer,
        "highSpenderScore" integer, "highAovScore" integer, "highAovMinimumOrders" integer, "repeatMinimumOrders" integer,
        "atRiskFromGaps" float8, "atRiskUntilGaps" float8, "atRiskMinimumScore" integer))`
}

/** Some of the customers: those who are named, or so many of those with an order after `after` in the order of their ids. */
export type SomeCustomers = { customerIds: string[] } | { after: string; limit: number }

/** `buyers`: a row for each customer with a valid order until `at`; only some of them where it says so. */
export function buyersCte(sql: Sql, at: Date | string, only?: SomeCustomers): Fragment {
  return sql`
    buyers AS MATERIALIZED (
      SELECT customer_id, count(*)::integer AS orders,
        -- One absurd total must not stop the refresh of the whole store.
        least(sum(net_minor), 9223372036854775807)::bigint AS net_minor,
        min(placed_at) AS first_order_at, max(placed_at) AS last_order_at,
        (count(*) FILTER (WHERE placed_at >= (SELECT p.recent_since FROM parameters AS p)))::integer AS recent_orders
      FROM orders
      WHERE is_valid AND placed_at <= ${at}::timestamptz ${isMeant(sql, only)}
      GROUP BY customer_id
      -- In the order of the index that holds all of it, where nothing need be hashed or sorted.
      ORDER BY customer_id ${only !== undefined && 'after' in only ? sql`LIMIT ${only.limit}` : sql``})`
}

function isMeant(sql: Sql, only: SomeCustomers | undefined): Fragment {
  if (only === undefined) return sql``
  return 'after' in only ? sql`AND customer_id > ${only.after}::uuid` : sql`AND customer_id = ANY(${only.customerIds}::uuid[])`
}

/** `cutoffs`: one row, from all of `buyers`; the columns of the table `segment_cutoffs`. */
export function cutoffsCte(sql: Sql): Fragment {
  return sql`
    positions AS (
      SELECT p.at, p.settings_version, n.buyers, p."ownGapMinimumOrders",
        ${positions(sql, sql`ARRAY[0.2, 0.4, 0.6, 0.8]`)} AS scores,
        ${positions(sql, sql`ARRAY[0.2, 0.4, 0.6, 0.8, p."vipRank"]`)} AS monetary,
        ${positions(sql, sql`ARRAY[p."mostActiveRank"]`)} AS recent
      FROM parameters AS p, (SELECT count(*)::integer AS buyers FROM buyers) AS n),
    cutoffs AS MATERIALIZED (
      SELECT s.at AS computed_at, s.settings_version, s.buyers, c.*
      FROM positions AS s, LATERAL (
        SELECT
          percentile_cont(0.5) WITHIN GROUP (ORDER BY ${ownGapDays(sql)}) FILTER (WHERE b.orders >= s."ownGapMinimumOrders") AS median_gap_days,
          percentile_disc(s.scores) WITHIN GROUP (ORDER BY b.last_order_at) AS recency,
          percentile_disc(s.scores) WITHIN GROUP (ORDER BY b.orders) AS frequency,
          percentile_disc(s.monetary) WITHIN GROUP (ORDER BY b.net_minor) AS monetary,
          percentile_disc(s.scores) WITHIN GROUP (ORDER BY ${averageOrder(sql)}) AS aov,
          percentile_disc(s.recent) WITHIN GROUP (ORDER BY b.recent_orders) AS recent_orders
        FROM buyers AS b) AS c)`
}

/** `kept`: writes `cutoffs` down, for orders to be scored by; not those of nobody. */
export function keptCutoffsCte(sql: Sql): Fragment {
  return sql`
    kept AS (
      INSERT INTO segment_cutoffs (computed_at, settings_version, buyers, median_gap_days, recency, frequency, monetary, aov, recent_orders)
      SELECT computed_at, settings_version, buyers, median_gap_days, recency, frequency, monetary, aov, recent_orders FROM cutoffs WHERE buyers > 0)`
}

/** `cutoffs`: one row, as `readCutoffs` has found them. */
export function givenCutoffsCte(sql: Sql, cutoffs: string): Fragment {
  return sql`
    cutoffs AS (
      SELECT * FROM jsonb_to_record(${cutoffs}::text::jsonb) AS given (median_gap_days float8, recency timestamptz[], frequency integer[],
        monetary bigint[], aov float8[], recent_orders integer[]))`
}

/** `cutoffs`: one row, those of the latest full refresh; none before the first one. */
export function latestCutoffsCte(sql: Sql): Fragment {
  return sql`cutoffs AS (SELECT * FROM segment_cutoffs ORDER BY computed_at DESC LIMIT 1)`
}

/** `scored`: `buyers` with scores, stage and tags by `cutoffs` and `parameters`; the columns of `customer_metrics`, and quietness. */
export function scoredCte(sql: Sql): Fragment {
  // Each step is kept apart (OFFSET 0), or PostgreSQL would put its expressions into the next and work them out once for each use.
  return sql`
    scored AS (
      SELECT s.customer_id, s.orders, s.net_minor, s.first_order_at, s.last_order_at, s.recent_orders,
        s.recency_score, s.frequency_score, s.monetary_score, s.aov_score,
        CASE
          WHEN s.quietness > p."lapsedAfterGaps" THEN 'lapsed'
          WHEN s.first_order_at >= p.new_since THEN 'new'
          WHEN s.recent_orders > s.most_active_above AND s.recent_orders >= p."mostActiveMinimumOrders" THEN 'most_active'
          ELSE 'active'
        END AS stage,
        array_remove(ARRAY[
          CASE WHEN s.net_minor > s.vip_above AND s.recency_score >= p."vipMinimumScore" AND s.frequency_score >= p."vipMinimumScore" THEN 'vip' END,
          CASE WHEN s.monetary_score >= p."highSpenderScore" THEN 'high_spender' END,
          CASE WHEN s.aov_score >= p."highAovScore" AND s.orders >= p."highAovMinimumOrders" THEN 'high_aov' END,
          CASE WHEN s.orders >= p."repeatMinimumOrders" THEN 'repeat' END,
          CASE WHEN s.quietness BETWEEN p."atRiskFromGaps" AND p."atRiskUntilGaps"
            AND greatest(s.frequency_score, s.monetary_score) >= p."atRiskMinimumScore" THEN 'at_risk' END
        ], NULL) AS tags,
        p.at AS computed_at, s.quietness
      FROM parameters AS p CROSS JOIN (
        SELECT b.*, c.vip_above, c.most_active_above, ${score(sql, sql`b.last_order_at`, 'recency')} AS recency_score,
          ${score(sql, sql`b.orders`, 'frequency')} AS frequency_score, ${score(sql, sql`b.net_minor`, 'monetary')} AS monetary_score,
          ${score(sql, averageOrder(sql), 'aov')} AS aov_score, ${quietness(sql)} AS quietness
        FROM parameters AS p CROSS JOIN (${unfoldCutoffs(sql)}) AS c CROSS JOIN buyers AS b
        OFFSET 0) AS s)`
}

/** A column for each cut-off: taking elements out of an array millions of times is most of the work of scoring. */
function unfoldCutoffs(sql: Sql): Fragment {
  return sql`
    SELECT median_gap_days, monetary[5] AS vip_above, recent_orders[1] AS most_active_above,
      recency[1] AS recency_1, recency[2] AS recency_2, recency[3] AS recency_3, recency[4] AS recency_4,
      frequency[1] AS frequency_1, frequency[2] AS frequency_2, frequency[3] AS frequency_3, frequency[4] AS frequency_4,
      monetary[1] AS monetary_1, monetary[2] AS monetary_2, monetary[3] AS monetary_3, monetary[4] AS monetary_4,
      aov[1] AS aov_1, aov[2] AS aov_2, aov[3] AS aov_3, aov[4] AS aov_4
    FROM cutoffs OFFSET 0`
}

/**
 * Time since the last order in expected gaps, for `b` (a buyer), `c` (cut-offs) and `p` (parameters). In a store where nobody has a gap of their own
 * yet, the longest gap is expected, so that nobody is called lapsed early. Rounded to 10⁻¹², which takes back what dividing twice has rounded.
 */
export function quietness(sql: Sql): Fragment {
  return sql`round(1e12 * date_part('epoch', p.at - b.last_order_at) / 86400 / least(p."longestGapDays", greatest(p."shortestGapDays",
    CASE WHEN b.orders >= p."ownGapMinimumOrders" THEN ${ownGapDays(sql)} ELSE coalesce(c.median_gap_days, p."longestGapDays") END))) / 1e12`
}

function ownGapDays(sql: Sql): Fragment {
  return sql`(date_part('epoch', b.last_order_at - b.first_order_at) / 86400 / nullif(b.orders - 1, 0))`
}

function averageOrder(sql: Sql): Fragment {
  return sql`(b.net_minor::float8 / b.orders)`
}

/** One point, and one more for each of the four cut-offs of `c` that the value exceeds. Ascending, so the highest that it exceeds says how many. */
function score(sql: Sql, value: Fragment, name: 'recency' | 'frequency' | 'monetary' | 'aov'): Fragment {
  const cutoff = (place: number) => sql.unsafe(`c.${name}_${place}`)
  return sql`(CASE WHEN ${value} > ${cutoff(4)} THEN 5 WHEN ${value} > ${cutoff(3)} THEN 4 WHEN ${value} > ${cutoff(2)} THEN 3
    WHEN ${value} > ${cutoff(1)} THEN 2 ELSE 1 END)::smallint`
}

/**
 * Fractions for `percentile_disc`, which answers with the value at position ⌈fraction × buyers⌉: half a position below the one that is meant,
 * so that rounding cannot reach the next. Null where there are fewer than two buyers.
 */
function positions(sql: Sql, ranks: Fragment): Fragment {
  return sql`CASE WHEN n.buyers > 1 THEN
    ARRAY(SELECT ((ceil(rank * (n.buyers - 1)) - 0.5) / n.buyers)::float8 FROM unnest(${ranks}) WITH ORDINALITY AS r (rank, place) ORDER BY place) END`
}
