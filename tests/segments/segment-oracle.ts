/**
 * The segments of DESIGN 5 once more, customer by customer, in plain code and exact fractions: what the SQL is held against. It knows nothing of
 * cut-offs: every rank is counted.
 */
import { defaultSegmentSettings, type SegmentSettings } from '../../domain/segment-settings.ts'

export interface OracleOrder {
  customer: string
  placedAtMs: number
  netMinor: number
  isValid: boolean
}

export interface OracleScores {
  recency: number
  frequency: number
  monetary: number
  aov: number
  stage: string
  /** In alphabetical order. */
  tags: string[]
}

interface Fraction {
  over: bigint
  under: bigint
}

interface Buyer {
  orders: number
  net: Fraction
  average: Fraction
  recent: number
  firstMs: number
  lastMs: number
}

const dayMs = 86_400_000

export function judgeSegments(
  orders: OracleOrder[],
  atMs: number,
  settings: SegmentSettings = defaultSegmentSettings,
): Map<string, OracleScores> {
  const buyers = new Map<string, Buyer>()
  for (const [customer, own] of groupByCustomer(orders.filter((order) => order.isValid && order.placedAtMs <= atMs))) {
    const times = own.map((order) => order.placedAtMs)
    const net = own.reduce((sum, order) => sum + order.netMinor, 0)
    buyers.set(customer, {
      orders: own.length,
      net: fraction(net, 1),
      average: fraction(net, own.length),
      recent: times.filter((time) => atMs - time <= settings.recentDays * dayMs).length,
      firstMs: Math.min(...times),
      lastMs: Math.max(...times),
    })
  }
  const everyone = [...buyers.values()]
  const rankers = {
    recency: createRanker(everyone.map((buyer) => fraction(buyer.lastMs, 1))),
    frequency: createRanker(everyone.map((buyer) => fraction(buyer.orders, 1))),
    monetary: createRanker(everyone.map((buyer) => buyer.net)),
    aov: createRanker(everyone.map((buyer) => buyer.average)),
    recent: createRanker(everyone.map((buyer) => fraction(buyer.recent, 1))),
  }
  const median = findMedian(everyone.filter((buyer) => buyer.orders >= settings.ownGapMinimumOrders).map(ownGap))
  const judge = (buyer: Buyer): OracleScores => {
    const recency = toScore(rankers.recency(fraction(buyer.lastMs, 1)))
    const frequency = toScore(rankers.frequency(fraction(buyer.orders, 1)))
    const monetary = toScore(rankers.monetary(buyer.net))
    const aov = toScore(rankers.aov(buyer.average))
    const gap = clampGap(buyer.orders >= settings.ownGapMinimumOrders ? ownGap(buyer) : (median ?? days(settings.longestGapDays)), settings)
    const quietFor = (gaps: number) => compare(fraction(atMs - buyer.lastMs, 1), multiply(gap, fraction(gaps * 1000, 1000)))
    const isHighRank = (rank: Fraction, least: number) => compare(rank, fraction(least * 1000, 1000)) >= 0
    const tags = {
      at_risk:
        quietFor(settings.atRiskFromGaps) >= 0 &&
        quietFor(settings.atRiskUntilGaps) <= 0 &&
        (frequency >= settings.atRiskMinimumScore || monetary >= settings.atRiskMinimumScore),
      high_aov: aov === settings.highAovScore && buyer.orders >= settings.highAovMinimumOrders,
      high_spender: monetary === settings.highSpenderScore,
      repeat: buyer.orders >= settings.repeatMinimumOrders,
      vip:
        isHighRank(rankers.monetary(buyer.net), settings.vipRank) &&
        recency >= settings.vipMinimumScore &&
        frequency >= settings.vipMinimumScore,
    }
    const isMostActive =
      buyer.recent >= settings.mostActiveMinimumOrders && isHighRank(rankers.recent(fraction(buyer.recent, 1)), settings.mostActiveRank)
    const isNew = atMs - buyer.firstMs <= settings.newForDays * dayMs
    const stage = quietFor(settings.lapsedAfterGaps) > 0 ? 'lapsed' : isNew ? 'new' : isMostActive ? 'most_active' : 'active'
    return { recency, frequency, monetary, aov, stage, tags: Object.entries(tags).flatMap(([tag, has]) => (has ? [tag] : [])) }
  }
  return new Map([...buyers].map(([customer, buyer]) => [customer, judge(buyer)]))
}

function groupByCustomer(orders: OracleOrder[]): Map<string, OracleOrder[]> {
  const groups = new Map<string, OracleOrder[]>()
  for (const order of orders) groups.set(order.customer, [...(groups.get(order.customer) ?? []), order])
  return groups
}

/** (buyers strictly below) ÷ (buyers − 1). */
function createRanker(values: Fraction[]): (value: Fraction) => Fraction {
  const ascending = values.toSorted(compare)
  return (value) => {
    let [low, high] = [0, ascending.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compare(ascending[middle] ?? value, value) < 0) low = middle + 1
      else high = middle
    }
    return fraction(low, Math.max(1, ascending.length - 1))
  }
}

function toScore(rank: Fraction): number {
  return 1 + Math.min(4, Number((5n * rank.over) / rank.under))
}

function ownGap(buyer: Buyer): Fraction {
  return fraction(buyer.lastMs - buyer.firstMs, buyer.orders - 1)
}

function findMedian(values: Fraction[]): Fraction | undefined {
  const ascending = values.toSorted(compare)
  const upper = ascending[Math.floor(ascending.length / 2)]
  const lower = ascending[Math.ceil(ascending.length / 2) - 1]
  if (upper === undefined || lower === undefined) return undefined
  return { over: upper.over * lower.under + lower.over * upper.under, under: 2n * upper.under * lower.under }
}

function clampGap(gap: Fraction, settings: SegmentSettings): Fraction {
  if (compare(gap, days(settings.shortestGapDays)) < 0) return days(settings.shortestGapDays)
  return compare(gap, days(settings.longestGapDays)) > 0 ? days(settings.longestGapDays) : gap
}

function days(count: number): Fraction {
  return fraction(count * dayMs, 1)
}

function fraction(over: number, under: number): Fraction {
  return { over: BigInt(over), under: BigInt(under) }
}

function multiply(left: Fraction, right: Fraction): Fraction {
  return { over: left.over * right.over, under: left.under * right.under }
}

function compare(left: Fraction, right: Fraction): number {
  const difference = left.over * right.under - right.over * left.under
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
