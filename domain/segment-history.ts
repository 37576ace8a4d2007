/**
 * The sizes of the segments (DESIGN 5) at the end of each of many days, in one pass over a store's valid orders in the order of their time. Each order changes
 * its customer's figures; at a day's end the cut-offs are read off the figures, and everyone is judged against them. Held to the SQL of a single instant
 * by a property test, to the last customer: where floating-point arithmetic decides, it is the same arithmetic.
 */
import { RankedFigures } from './ranked-figures.ts'
import { segmentKeys, type SegmentKey } from './segment-keys.ts'
import type { SegmentSettings } from './segment-settings.ts'
import { findLines } from './segment-lines.ts'
import { OrderWindow } from './order-window.ts'

const secondMicros = 1_000_000
const dayMicros = 86_400 * secondMicros
const leastCapacity = 1 << 10

export interface HistoryOrder {
  /** 0, 1, 2, … in the order of the customers' first orders. */
  customer: number
  /** Microseconds since any instant that is not after the first order. */
  atMicros: number
  netMinor: number
}

export class SegmentHistory {
  readonly #settings: SegmentSettings
  readonly #recency = new RankedFigures()
  readonly #frequency = new RankedFigures({ areWhole: true })
  readonly #monetary = new RankedFigures()
  readonly #averages = new RankedFigures()
  readonly #recent = new RankedFigures({ areWhole: true })
  /** Of those with orders enough for a gap of their own, in days and not kept within limits. */
  readonly #gaps = new RankedFigures()
  #firstAt = new Float64Array(leastCapacity)
  readonly #window = new OrderWindow()
  #buyers = 0
  #isExact = true

  constructor(settings: SegmentSettings) {
    this.#settings = settings
  }

  /** False once a customer's total is beyond what a double holds exactly: then another way has to count. */
  get isExact(): boolean {
    return this.#isExact
  }

  /** Orders come in the order of their time. */
  add({ customer, atMicros, netMinor }: HistoryOrder): void {
    const isFirst = customer >= this.#buyers
    if (isFirst) {
      this.#buyers = customer + 1
      this.#keepFirst(customer, atMicros)
      this.#recent.set(customer, 0)
    }
    const orders = isFirst ? 1 : read(this.#frequency.values, customer) + 1
    const net = isFirst ? netMinor : read(this.#monetary.values, customer) + netMinor
    if (net > Number.MAX_SAFE_INTEGER) this.#isExact = false
    this.#frequency.set(customer, orders)
    this.#monetary.set(customer, net)
    this.#averages.set(customer, net / orders)
    this.#recency.set(customer, atMicros)
    if (orders >= this.#settings.ownGapMinimumOrders)
      this.#gaps.set(customer, secondsOf(atMicros - read(this.#firstAt, customer)) / 86_400 / (orders - 1))
    this.#window.push(customer, atMicros)
    this.#recent.set(customer, read(this.#recent.values, customer) + 1)
  }

  /** How many are in each segment at an instant that no added order is after. Instants ascend. */
  countAt(atMicros: number): Record<SegmentKey, number> {
    const settings = this.#settings
    this.#window.dropBefore(atMicros - settings.recentDays * dayMicros, (customer) => {
      this.#recent.set(customer, read(this.#recent.values, customer) - 1)
    })
    const recency = findLines(this.#recency)
    const frequency = findLines(this.#frequency)
    const monetary = findLines(this.#monetary, settings.vipRank)
    const aov = findLines(this.#averages)
    const lines: JudgingLines = {
      atMicros,
      medianGap: clampGap(this.#findMedianGap() ?? settings.longestGapDays, settings),
      vipMonetary: monetary.ofRank,
      vipRecency: recency.ofScore(settings.vipMinimumScore),
      vipFrequency: frequency.ofScore(settings.vipMinimumScore),
      highSpender: monetary.ofScore(settings.highSpenderScore),
      highAov: aov.ofScore(settings.highAovScore),
      atRiskFrequency: frequency.ofScore(settings.atRiskMinimumScore),
      atRiskMonetary: monetary.ofScore(settings.atRiskMinimumScore),
      mostActive: findLines(this.#recent, settings.mostActiveRank).ofRank,
      newSince: atMicros - settings.newForDays * dayMicros,
    }
    return this.#judgeAll(lines)
  }

  #keepFirst(customer: number, atMicros: number): void {
    if (customer >= this.#firstAt.length) {
      const before = this.#firstAt
      this.#firstAt = new Float64Array(2 * before.length)
      this.#firstAt.set(before)
    }
    this.#firstAt[customer] = atMicros
  }

  #judgeAll(lines: JudgingLines): Record<SegmentKey, number> {
    const settings = this.#settings
    const counts = Object.fromEntries(segmentKeys.map((key) => [key, 0])) as Record<SegmentKey, number>
    const [orders, net, averages] = [this.#frequency.values, this.#monetary.values, this.#averages.values]
    const [lastAt, recent, gaps] = [this.#recency.values, this.#recent.values, this.#gaps.values]
    for (let customer = 0; customer < this.#buyers; customer += 1) {
      const ownOrders = read(orders, customer)
      const ownNet = read(net, customer)
      const ownLastAt = read(lastAt, customer)
      const gap = ownOrders >= settings.ownGapMinimumOrders ? clampGap(read(gaps, customer), settings) : lines.medianGap
      const quietness = judgeQuietness(lines.atMicros - ownLastAt, gap, settings)
      if (quietness > settings.lapsedAfterGaps) counts.lapsed += 1
      else if (read(this.#firstAt, customer) >= lines.newSince) counts.new += 1
      else if (read(recent, customer) > lines.mostActive && read(recent, customer) >= settings.mostActiveMinimumOrders)
        counts.most_active += 1
      else counts.active += 1
      const isFrequent = ownOrders > lines.vipFrequency
      if (ownNet > lines.vipMonetary && ownLastAt > lines.vipRecency && isFrequent) counts.vip += 1
      if (ownNet > lines.highSpender) counts.high_spender += 1
      if (read(averages, customer) > lines.highAov && ownOrders >= settings.highAovMinimumOrders) counts.high_aov += 1
      if (ownOrders >= settings.repeatMinimumOrders) counts.repeat += 1
      const isQuiet = quietness >= settings.atRiskFromGaps && quietness <= settings.atRiskUntilGaps
      if (isQuiet && (ownOrders > lines.atRiskFrequency || ownNet > lines.atRiskMonetary)) counts.at_risk += 1
    }
    return counts
  }

  /** The middle, or half-way between the two that are there. */
  #findMedianGap(): number | undefined {
    const { size } = this.#gaps
    if (size === 0) return undefined
    const [low = Number.NaN, high = low] = this.#gaps.findAt([Math.ceil(size / 2), Math.floor(size / 2) + 1])
    return low === high ? low : low + 0.5 * (high - low)
  }
}

/** What is compared with at one instant: a figure must be greater. */
interface JudgingLines {
  atMicros: number
  medianGap: number
  vipMonetary: number
  vipRecency: number
  vipFrequency: number
  highSpender: number
  highAov: number
  atRiskFrequency: number
  atRiskMonetary: number
  mostActive: number
  newSince: number
}

/** As `date_part('epoch', interval)` has it: whole days and the rest of the last one are added up. */
function secondsOf(micros: number): number {
  const rest = micros % dayMicros
  return rest / secondMicros + ((micros - rest) / dayMicros) * 86_400
}

/** In gaps, rounded to 10⁻¹² and halves to even, as the SQL does; away from the settings' lines the rounding decides nothing, and is left out. */
function judgeQuietness(quietMicros: number, gap: number, { lapsedAfterGaps, atRiskFromGaps, atRiskUntilGaps }: SegmentSettings): number {
  const near = quietMicros / dayMicros / gap
  if (!isClose(near, lapsedAfterGaps) && !isClose(near, atRiskFromGaps) && !isClose(near, atRiskUntilGaps)) return near
  const scaled = (1e12 * secondsOf(quietMicros)) / 86_400 / gap
  const below = Math.floor(scaled)
  const rounded = scaled - below === 0.5 ? below + (below % 2) : Math.round(scaled)
  return rounded / 1e12
}

function isClose(left: number, right: number): boolean {
  return Math.abs(left - right) < 1e-6
}

function clampGap(gap: number, { shortestGapDays, longestGapDays }: SegmentSettings): number {
  return Math.min(longestGapDays, Math.max(shortestGapDays, gap))
}

function read(values: Float64Array, at: number): number {
  return values[at] as number
}
