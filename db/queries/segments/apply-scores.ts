/** Writes scores, and what they move: the statements behind the full refresh and the re-scoring of single customers. */
import type { Sql } from '../../client.ts'
import type { Fragment } from './compute-segments.ts'

export interface ScoreChanges {
  /** Customers whose row was written or removed. */
  changed: number
  /** Customers who entered or left a segment. */
  moved: number
}

/** What `customer_metrics` keeps, without the instant. */
export const metricsColumns = `customer_id, orders, net_minor, first_order_at, last_order_at, recent_orders,
  recency_score, frequency_score, monetary_score, aov_score, stage, tags`

/**
 * The rows in which `scored` differs from `existing` (both with the columns of customer_metrics), with what was there before: `is_buyer` is false where a customer
 * has no order any more, `was_buyer` where they had none.
 */
export function differingRows(sql: Sql, { scored, existing }: { scored: Fragment; existing: Fragment }): Fragment {
  return sql`
    SELECT customer_id, n.customer_id IS NOT NULL AS is_buyer, o.customer_id IS NOT NULL AS was_buyer,
      n.orders, n.net_minor, n.first_order_at, n.last_order_at, n.recent_orders,
      n.recency_score, n.frequency_score, n.monetary_score, n.aov_score, n.stage, n.tags, o.stage AS stage_before, o.tags AS tags_before
    FROM (${scored}) AS n FULL JOIN (${existing}) AS o USING (customer_id)
    WHERE n.customer_id IS NULL OR o.customer_id IS NULL
      OR n.orders <> o.orders OR n.net_minor <> o.net_minor OR n.first_order_at <> o.first_order_at OR n.last_order_at <> o.last_order_at
      OR n.recent_orders <> o.recent_orders OR n.recency_score <> o.recency_score OR n.frequency_score <> o.frequency_score
      OR n.monetary_score <> o.monetary_score OR n.aov_score <> o.aov_score OR n.stage <> o.stage OR n.tags <> o.tags`
}

export interface ScoreDifferences {
  /** A query of the rows that `differingRows` describes; a plain scan of a table where there are many. */
  differing: Fragment
  at: Date
  /** Nobody has moved at `at` or later: then the latest moves of a million customers need not be looked up one by one. False when it is not known. */
  isFirstAtInstant?: boolean
}

/**
 * Writes the rows `differing`: rows of customer_metrics come, change and go, and each customer's entries and exits are kept, with the instant `at`, or just after the
 * customer's latest move where that was not before: moves of one customer are kept in the order in which they were made.
 *
 * Lock order: the caller holds the re-score lock alone, or the marks of these very customers (rescore-customers.ts), so that nobody else
 * writes these rows at the same time; nor are these customers erased, since an erasure leaves marks too.
 */
export async function applyScores(sql: Sql, { differing, at, isFirstAtInstant = false }: ScoreDifferences): Promise<ScoreChanges> {
  const afterLatest = sql`(SELECT max(changed_at) + interval '1 microsecond' FROM segment_changes AS s WHERE s.customer_id = m.customer_id)`
  const [changes] = await sql<ScoreChanges[]>`
    WITH differing AS ${isFirstAtInstant ? sql`NOT MATERIALIZED` : sql`MATERIALIZED`} (${differing}),
    removed AS (
      DELETE FROM customer_metrics AS m USING differing AS d WHERE m.customer_id = d.customer_id AND NOT d.is_buyer),
    changed AS (
      UPDATE customer_metrics AS m SET orders = d.orders, net_minor = d.net_minor, first_order_at = d.first_order_at, last_order_at = d.last_order_at,
        recent_orders = d.recent_orders, recency_score = d.recency_score, frequency_score = d.frequency_score,
        monetary_score = d.monetary_score, aov_score = d.aov_score, stage = d.stage, tags = d.tags, computed_at = ${at}
      FROM differing AS d WHERE m.customer_id = d.customer_id AND d.is_buyer AND d.was_buyer),
    added AS (
      INSERT INTO customer_metrics (${sql.unsafe(metricsColumns)}, computed_at)
      SELECT ${sql.unsafe(metricsColumns)}, ${at} FROM differing WHERE NOT was_buyer),
    moved AS (
      INSERT INTO segment_changes (customer_id, changed_at, entered, exited)
      SELECT customer_id, greatest(${at}, ${isFirstAtInstant ? sql`NULL` : afterLatest}), entered, exited
      FROM (${movements(sql)}) AS m WHERE entered <> '{}' OR exited <> '{}'
      RETURNING 1)
    SELECT (SELECT count(*) FROM differing)::integer AS changed, (SELECT count(*) FROM moved)::integer AS moved`
  return changes ?? { changed: 0, moved: 0 }
}

/** Entries and exits of `differing`. A row that outlived its customer's erasure goes without leaving a trace. */
function movements(sql: Sql): Fragment {
  const segments = sql`array_append(d.tags, d.stage)`
  const before = sql`array_append(d.tags_before, d.stage_before)`
  return sql`
    SELECT d.customer_id, CASE WHEN NOT d.is_buyer THEN '{}' WHEN NOT d.was_buyer THEN ${segments} ELSE ${subtract(sql, segments, before)} END AS entered,
      CASE WHEN NOT d.was_buyer THEN '{}' WHEN NOT d.is_buyer THEN ${before} ELSE ${subtract(sql, before, segments)} END AS exited
    FROM differing AS d WHERE d.is_buyer OR EXISTS (SELECT FROM customers WHERE id = d.customer_id)
    OFFSET 0`
}

/** The elements of one array that the other lacks. */
function subtract(sql: Sql, elements: Fragment, others: Fragment): Fragment {
  return sql`ARRAY(SELECT element FROM unnest(${elements}) AS element WHERE element <> ALL (${others}))`
}
