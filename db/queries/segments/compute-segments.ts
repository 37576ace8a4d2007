/**
 * The segments as SQL (DESIGN 5), in three steps that can be put together: each buyer's figures as of an instant, the cut-offs of all buyers,
 * and the scores, stage and tags that follow from both. The same steps answer for today, for a past day, and for one customer at once.
 *
 * A percent rank is (buyers strictly below) ÷ (buyers − 1). So "rank at least p" is "greater than the value at position ⌈p × (buyers − 1)⌉ in
 * ascending order": one pass finds the cut-offs, scoring is a comparison, ties are equal, and no arithmetic is rounded.
 */
import type { PendingQuery, Row } from 'postgres'
import { defaultSegmentSettings } from '../../../domain/segment-settings.ts'
import type { Sql } from '../../client.ts'

/** A piece of SQL to be put into another; never run by itself. */
export type Fragment = PendingQuery<Row[]>

/** A row for each buyer as of an instant, with figures, scores, stage, tags and quietness. A whole query. */
export function scoreEveryone(sql: Sql, at: Date | string): Fragment {
  return sql`WITH ${parametersCte(sql, at)}, ${buyersCte(sql, at)}, ${cutoffsCte(sql)}, ${scoredCte(sql)} SELECT * FROM scored`
}

/** The same for those of the named customers who have a valid order, by the cut-offs of the latest full refresh. */
export function scoreNamed(sql: Sql, customerIds: string[], at: Date): Fragment {
  return sql`
    WITH ${parametersCte(sql, at)}, ${buyersCte(sql, at, customerIds)}, ${latestCutoffsCte(sql)}, ${scoredCte(sql)}
    SELECT * FROM scored`
}

/** `parameters`: one row, the settings as they stand and the instant `at`. A CTE, without `WITH`. */
export function parametersCte(sql: Sql, at: Date | string): Fragment {
  return sql`
    parameters AS (
      SELECT ${at}::timestamptz AS at, coalesce(s.version, 0) AS settings_version, p.*
      FROM (SELECT) AS one
      LEFT JOIN settings AS s ON s.key = 'segments'
      CROSS JOIN LATERAL jsonb_to_record(${sql.json({ ...defaultSegmentSettings })}::jsonb || coalesce(s.value, '{}')) AS p (
        "shortestGapDays" float8, "longestGapDays" float8, "ownGapMinimumOrders" integer, "lapsedAfterGaps" float8, "newForDays" float8,
        "recentDays" float8, "mostActiveRank" numeric, "mostActiveMinimumOrders" integer, "vipRank" numeric, "vipMinimumScore" integer,
        "highSpenderScore" integer, "highAovScore" integer, "highAovMinimumOrders" integer, "repeatMinimumOrders" integer,
        "atRiskFromGaps" float8, "atRiskUntilGaps" float8, "atRiskMinimumScore" integer))`
}

/** `buyers`: a row for each customer with a valid order until `at`; only for `customerIds` where they are given. */
export function buyersCte(sql: Sql, at: Date | string, customerIds?: string[]): Fragment {
  return sql`
    buyers AS MATERIALIZED (
      SELECT customer_id, count(*)::integer AS orders,
        -- One absurd total must not stop the refresh of the whole store.
        least(sum(net_minor), 9223372036854775807)::bigint AS net_minor,
        min(placed_at) AS first_order_at, max(placed_at) AS last_order_at,
        (count(*) FILTER (WHERE placed_at >= (SELECT p.at - make_interval(secs => p."recentDays" * 86400) FROM parameters AS p)))::integer AS recent_orders
      FROM orders
      WHERE is_valid AND placed_at <= ${at}::timestamptz ${customerIds === undefined ? sql`` : sql`AND customer_id = ANY(${customerIds}::uuid[])`}
      GROUP BY customer_id)`
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

/** `cutoffs`: one row, those of the latest full refresh; none before the first one. */
export function latestCutoffsCte(sql: Sql): Fragment {
  return sql`cutoffs AS (SELECT * FROM segment_cutoffs ORDER BY computed_at DESC LIMIT 1)`
}

/** `scored`: `buyers` with scores, stage and tags by `cutoffs` and `parameters`; the columns of `customer_metrics`, and quietness. */
export function scoredCte(sql: Sql): Fragment {
  return sql`
    scored AS (
      SELECT b.customer_id, b.orders, b.net_minor, b.first_order_at, b.last_order_at, b.recent_orders,
        s.recency_score, s.frequency_score, s.monetary_score, s.aov_score,
        CASE
          WHEN q.quietness > p."lapsedAfterGaps" THEN 'lapsed'
          WHEN b.first_order_at >= p.at - make_interval(secs => p."newForDays" * 86400) THEN 'new'
          WHEN b.recent_orders > c.recent_orders[1] AND b.recent_orders >= p."mostActiveMinimumOrders" THEN 'most_active'
          ELSE 'active'
        END AS stage,
        array_remove(ARRAY[
          CASE WHEN b.net_minor > c.monetary[5] AND s.recency_score >= p."vipMinimumScore" AND s.frequency_score >= p."vipMinimumScore" THEN 'vip' END,
          CASE WHEN s.monetary_score >= p."highSpenderScore" THEN 'high_spender' END,
          CASE WHEN s.aov_score >= p."highAovScore" AND b.orders >= p."highAovMinimumOrders" THEN 'high_aov' END,
          CASE WHEN b.orders >= p."repeatMinimumOrders" THEN 'repeat' END,
          CASE WHEN q.quietness BETWEEN p."atRiskFromGaps" AND p."atRiskUntilGaps"
            AND greatest(s.frequency_score, s.monetary_score) >= p."atRiskMinimumScore" THEN 'at_risk' END
        ], NULL) AS tags,
        p.at AS computed_at, q.quietness
      FROM parameters AS p CROSS JOIN cutoffs AS c CROSS JOIN buyers AS b
      CROSS JOIN LATERAL (SELECT
        ${score(sql, sql`b.last_order_at`, sql`c.recency`)} AS recency_score, ${score(sql, sql`b.orders`, sql`c.frequency`)} AS frequency_score,
        ${score(sql, sql`b.net_minor`, sql`c.monetary`)} AS monetary_score, ${score(sql, averageOrder(sql), sql`c.aov`)} AS aov_score) AS s
      CROSS JOIN LATERAL (SELECT ${quietness(sql)} AS quietness) AS q)`
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

/** One point, and one more for each of the four cut-offs that the value exceeds. */
function score(sql: Sql, value: Fragment, cutoffs: Fragment): Fragment {
  return sql`(1 + coalesce((${value} > ${cutoffs}[1])::integer + (${value} > ${cutoffs}[2])::integer
    + (${value} > ${cutoffs}[3])::integer + (${value} > ${cutoffs}[4])::integer, 0))::smallint`
}

/**
 * Fractions for `percentile_disc`, which answers with the value at position ⌈fraction × buyers⌉: half a position below the one that is meant,
 * so that rounding cannot reach the next. Null where there are fewer than two buyers.
 */
function positions(sql: Sql, ranks: Fragment): Fragment {
  return sql`CASE WHEN n.buyers > 1 THEN
    ARRAY(SELECT ((ceil(rank * (n.buyers - 1)) - 0.5) / n.buyers)::float8 FROM unnest(${ranks}) WITH ORDINALITY AS r (rank, place) ORDER BY place) END`
}
