/** Writes scores, and what they move: the one statement behind the full refresh and the re-scoring of single customers. */
import type { Sql } from '../../client.ts'
import type { Fragment } from './compute-segments.ts'

export interface ScoreChanges {
  /** Customers whose row was written or removed. */
  changed: number
  /** Customers who entered or left a segment. */
  moved: number
}

/**
 * Makes the rows `existing` (a part of customer_metrics) equal to the rows `scored` (the same columns): rows that are the same stay untouched, customers
 * without an order lose theirs, and the entries and exits of each customer are kept, with the instant `at`.
 *
 * Lock order: the caller holds the re-score lock alone, or the marks of these very customers (rescore-customers.ts), so that nobody else
 * writes these rows at the same time.
 */
export async function applyScores(
  sql: Sql,
  { scored, existing, at }: { scored: Fragment; existing: Fragment; at: Date },
): Promise<ScoreChanges> {
  const [changes] = await sql<ScoreChanges[]>`
    WITH differing AS MATERIALIZED (
      SELECT customer_id, n.customer_id IS NOT NULL AS is_buyer,
        n.orders, n.net_minor, n.first_order_at, n.last_order_at, n.recent_orders,
        n.recency_score, n.frequency_score, n.monetary_score, n.aov_score, n.stage, n.tags,
        CASE WHEN n.stage IS NULL THEN '{}' ELSE array_append(n.tags, n.stage) END AS segments,
        CASE WHEN o.stage IS NULL THEN '{}' ELSE array_append(o.tags, o.stage) END AS segments_before
      FROM (${scored}) AS n FULL JOIN (${existing}) AS o USING (customer_id)
      WHERE n.customer_id IS NULL OR o.customer_id IS NULL
        OR n.orders <> o.orders OR n.net_minor <> o.net_minor OR n.first_order_at <> o.first_order_at OR n.last_order_at <> o.last_order_at
        OR n.recent_orders <> o.recent_orders OR n.recency_score <> o.recency_score OR n.frequency_score <> o.frequency_score
        OR n.monetary_score <> o.monetary_score OR n.aov_score <> o.aov_score OR n.stage <> o.stage OR n.tags <> o.tags),
    -- A customer may be erased while a refresh computes.
    changed AS MATERIALIZED (SELECT * FROM differing AS d WHERE EXISTS (SELECT FROM customers WHERE id = d.customer_id)),
    removed AS (
      DELETE FROM customer_metrics AS m USING differing AS d WHERE m.customer_id = d.customer_id AND NOT d.is_buyer),
    written AS (
      INSERT INTO customer_metrics (customer_id, orders, net_minor, first_order_at, last_order_at, recent_orders,
        recency_score, frequency_score, monetary_score, aov_score, stage, tags, computed_at)
      SELECT customer_id, orders, net_minor, first_order_at, last_order_at, recent_orders,
        recency_score, frequency_score, monetary_score, aov_score, stage, tags, ${at}
      FROM changed WHERE is_buyer
      ON CONFLICT (customer_id) DO UPDATE SET orders = excluded.orders, net_minor = excluded.net_minor,
        first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at, recent_orders = excluded.recent_orders,
        recency_score = excluded.recency_score, frequency_score = excluded.frequency_score, monetary_score = excluded.monetary_score,
        aov_score = excluded.aov_score, stage = excluded.stage, tags = excluded.tags, computed_at = excluded.computed_at),
    moved AS (
      INSERT INTO segment_changes AS s (customer_id, changed_at, entered, exited)
      SELECT customer_id, ${at}, entered, exited
      FROM changed AS c CROSS JOIN LATERAL (SELECT ${subtract(sql, sql`c.segments`, sql`c.segments_before`)} AS entered,
        ${subtract(sql, sql`c.segments_before`, sql`c.segments`)} AS exited) AS m
      WHERE entered <> '{}' OR exited <> '{}'
      ON CONFLICT (customer_id, changed_at) DO UPDATE SET entered = s.entered || excluded.entered, exited = s.exited || excluded.exited
      RETURNING 1)
    SELECT (SELECT count(*) FROM changed)::integer AS changed, (SELECT count(*) FROM moved)::integer AS moved`
  return changes ?? { changed: 0, moved: 0 }
}

/** The elements of one array that the other lacks. */
function subtract(sql: Sql, elements: Fragment, others: Fragment): Fragment {
  return sql`ARRAY(SELECT element FROM unnest(${elements}) AS element WHERE element <> ALL (${others}))`
}
