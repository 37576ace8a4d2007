/** Where a buyer stands, with the figures that the segments' rules look at, and since when they have been in each segment. */
import type { BuyerFigures } from '../../../domain/explain-segments.ts'
import type { SegmentKey } from '../../../domain/segment-keys.ts'
import { defaultSegmentSettings, type SegmentSettings } from '../../../domain/segment-settings.ts'
import type { Sql } from '../../client.ts'
import { latestCutoffsCte, latestSettings, parametersCte, quietness } from '../segments/compute-segments.ts'

export interface Standing extends BuyerFigures {
  segments: SegmentKey[]
  netMinor: number
  firstOrderAt: Date
  lastOrderAt: Date
  /** Of the latest refresh: what everyone is judged by until the next. */
  settings: SegmentSettings
  /** Since when they have been in each, where that is known. */
  since: Partial<Record<SegmentKey, string>>
}

type Row = Omit<Standing, 'scores' | 'settings'> & { scores: BuyerFigures['scores']; settings: Partial<SegmentSettings> | null }

/** Undefined without a valid order, or before the first refresh. */
export async function readStanding(sql: Sql, customerId: string, at: Date): Promise<Standing | undefined> {
  const [row] = await sql<Row[]>`
    WITH ${parametersCte(sql, at, latestSettings(sql))}, ${latestCutoffsCte(sql)}
    SELECT b.stage || b.tags AS segments, b.orders, b.recent_orders AS "recentOrders", b.net_minor::float8 AS "netMinor",
      b.first_order_at AS "firstOrderAt", b.last_order_at AS "lastOrderAt",
      greatest(0, date_part('epoch', p.at - b.first_order_at) / 86400) AS "firstOrderDays", greatest(0, date_part('epoch', p.at - b.last_order_at) / 86400) AS "lastOrderDays",
      q.quietness, CASE WHEN q.quietness > 0 THEN date_part('epoch', p.at - b.last_order_at) / 86400 / q.quietness ELSE p."shortestGapDays" END AS "expectedGapDays",
      b.orders >= p."ownGapMinimumOrders" AS "isOwnGap",
      jsonb_build_object('recency', b.recency_score, 'frequency', b.frequency_score, 'monetary', b.monetary_score, 'averageOrder', b.aov_score) AS scores,
      b.net_minor > c.monetary[5] AS "isAmongTopByMoney", b.recent_orders > c.recent_orders[1] AS "isAmongTopByRecentOrders",
      (SELECT value FROM (${latestSettings(sql)}) AS s) AS settings,
      (SELECT coalesce(jsonb_object_agg(segment, to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), '{}') FROM (
        SELECT segment, max(changed_at) AS changed_at FROM segment_changes s, unnest(s.entered) AS segment
        WHERE s.customer_id = b.customer_id AND segment = ANY (b.stage || b.tags) GROUP BY segment) AS entries) AS since
    FROM customer_metrics AS b CROSS JOIN parameters AS p CROSS JOIN cutoffs AS c CROSS JOIN LATERAL (SELECT greatest(0, ${quietness(sql)}) AS quietness) AS q
    WHERE b.customer_id = ${customerId}`
  return row === undefined ? undefined : { ...row, settings: { ...defaultSegmentSettings, ...row.settings } }
}
