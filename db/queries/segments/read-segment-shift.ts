/**
 * What moved between two instants: who was in which segments at the opening, who at the closing, and what was ordered in between. Everyone is scored twice in one
 * statement, so that sizes, flows and revenue are of one piece.
 */
import { segmentKeys, type SegmentKey, stageKeys } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import { scoreEveryone } from './compute-segments.ts'
import { type SegmentCounts, toSegmentCounts } from './segment-counts.ts'

export type Stage = (typeof stageKeys)[number]

export interface SegmentFlow {
  /** Null: not yet a buyer. */
  from: Stage | null
  /** Null: a buyer no more, all orders cancelled or refunded since. */
  to: Stage | null
  customers: number
}

export interface SegmentSales {
  /** Valid ones, placed after the opening and until the closing. */
  orders: number
  netMinor: number
}

export interface SegmentShift {
  opening: SegmentCounts
  closing: SegmentCounts
  /** Between different stages and within the same, those with nobody left out. */
  flows: SegmentFlow[]
  /** Of the customers who are in the segment at the closing. */
  sales: Record<SegmentKey, SegmentSales>
  total: SegmentSales
}

interface Movement {
  stageBefore: Stage | null
  tagsBefore: SegmentKey[] | null
  stage: Stage | null
  tags: SegmentKey[] | null
  customers: number
  orders: number
  netMinor: number
}

/** Without `isClosingKept`, both ends are computed from the orders; with it, the closing is the present as it is kept. */
export async function readSegmentShift(
  sql: Sql,
  { openingAt, closingAt, isClosingKept }: { openingAt: Date; closingAt: Date; isClosingKept: boolean },
): Promise<SegmentShift> {
  return sumUp(
    await sql<Movement[]>`
    SELECT stage_before AS "stageBefore", tags_before AS "tagsBefore", stage, tags, count(*)::integer AS customers,
      coalesce(sum(orders), 0)::float8 AS orders, coalesce(sum(net_minor), 0)::float8 AS "netMinor"
    FROM (SELECT customer_id, stage AS stage_before, tags AS tags_before FROM (${scoreEveryone(sql, openingAt)}) AS o) AS opening
    FULL JOIN (
      SELECT customer_id, stage, tags FROM (${isClosingKept ? sql`SELECT * FROM customer_metrics` : scoreEveryone(sql, closingAt)}) AS c) AS closing USING (customer_id)
    LEFT JOIN (
      SELECT customer_id, count(*) AS orders, sum(net_minor) AS net_minor FROM orders
      WHERE is_valid AND placed_at > ${openingAt} AND placed_at <= ${closingAt} GROUP BY customer_id) AS sales USING (customer_id)
    GROUP BY 1, 2, 3, 4`,
  )
}

function sumUp(movements: readonly Movement[]): SegmentShift {
  const opening: Partial<Record<SegmentKey, number>> = {}
  const closing: Partial<Record<SegmentKey, number>> = {}
  const flows = new Map<string, SegmentFlow>()
  const sales = Object.fromEntries(segmentKeys.map((key) => [key, { orders: 0, netMinor: 0 }])) as Record<SegmentKey, SegmentSales>
  const total: SegmentSales = { orders: 0, netMinor: 0 }
  for (const { stageBefore, tagsBefore, stage, tags, customers, orders, netMinor } of movements) {
    for (const key of listSegments(stageBefore, tagsBefore)) opening[key] = (opening[key] ?? 0) + customers
    for (const key of listSegments(stage, tags)) {
      closing[key] = (closing[key] ?? 0) + customers
      sales[key].orders += orders
      sales[key].netMinor += netMinor
    }
    total.orders += orders
    total.netMinor += netMinor
    const name = `${stageBefore} ${stage}`
    flows.set(name, { from: stageBefore, to: stage, customers: (flows.get(name)?.customers ?? 0) + customers })
  }
  return { opening: toSegmentCounts(opening), closing: toSegmentCounts(closing), flows: sortFlows([...flows.values()]), sales, total }
}

function listSegments(stage: Stage | null, tags: SegmentKey[] | null): SegmentKey[] {
  return stage === null ? [] : [stage, ...(tags ?? [])]
}

/** By where they come from, then where they go, in the stages' own order; newcomers first. */
function sortFlows(flows: SegmentFlow[]): SegmentFlow[] {
  const place = (stage: Stage | null) => (stage === null ? -1 : stageKeys.indexOf(stage))
  return flows.sort((left, right) => place(left.from) - place(right.from) || place(left.to) - place(right.to))
}
