/**
 * One figure of each of many customers, kept while the figures change, so that the value at any place of their ascending order is found without sorting them: figures
 * are counted by the leading bits of their floating-point form, which sort as the figures do, and only those of the one bucket that holds the place are looked at.
 */

/** Sign and exponent, and ten bits of the fraction: a bucket is at most a thousandth of its figures wide. */
const bucketShift = 10
/** Below it, a bucket holds one whole number at most. */
const wholeLimit = 1 << 11
const buckets = 1 << (32 - 1 - bucketShift)
const groupShift = 10
const absent = -1
const leastCapacity = 1 << 10

export class RankedFigures {
  #values = new Float64Array(leastCapacity).fill(absent)
  /** The upper half of each value. */
  #heads = new Uint32Array(this.#values.buffer)
  readonly #counts = new Int32Array(buckets)
  /** While buckets are looked into, which of them is which. */
  readonly #slots = new Uint8Array(buckets)
  readonly #groupCounts = new Int32Array(buckets >> groupShift)
  readonly #areWhole: boolean
  #size = 0

  /** Whole numbers are found faster where it is known that they are. */
  constructor({ areWhole = false }: { areWhole?: boolean } = {}) {
    this.#areWhole = areWhole
  }

  /** By customer number; −1 where a customer has no such figure. Another array after `set` was called with a new customer. */
  get values(): Float64Array {
    return this.#values
  }

  /** Customers who have the figure. */
  get size(): number {
    return this.#size
  }

  /** Figures are 0 or more. */
  set(customer: number, value: number): void {
    if (customer >= this.#values.length) this.#grow(customer)
    const before = this.#values[customer] ?? absent
    if (before === value) return
    if (before !== absent) this.#count(customer, -1)
    // No negative zero: its bits sort last.
    this.#values[customer] = value + 0
    this.#count(customer, 1)
  }

  /** The values at these places, counted from 1 in ascending order. */
  findAt(places: readonly number[]): number[] {
    const wanted = places.map((place) => this.#findBucket(place))
    const isAlone = (bucket: number) => this.#areWhole && startOfBucket(bucket) < wholeLimit
    const members = this.#collect([...new Set(wanted.map(({ bucket }) => bucket).filter((bucket) => !isAlone(bucket)))])
    return wanted.map(({ bucket, place }) => members.get(bucket)?.[place - 1] ?? startOfBucket(bucket))
  }

  #grow(customer: number): void {
    const before = this.#values
    this.#values = new Float64Array(Math.max(customer + 1, 2 * before.length)).fill(absent)
    this.#values.set(before)
    this.#heads = new Uint32Array(this.#values.buffer)
  }

  #count(customer: number, change: 1 | -1): void {
    const bucket = (this.#heads[2 * customer + 1] ?? 0) >>> bucketShift
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + change
    const group = bucket >> groupShift
    this.#groupCounts[group] = (this.#groupCounts[group] ?? 0) + change
    this.#size += change
  }

  /** The bucket that holds the place, and the place within it. */
  #findBucket(place: number): { bucket: number; place: number } {
    let left = place
    let group = 0
    while (left > (this.#groupCounts[group] ?? 0) && group < this.#groupCounts.length) {
      left -= this.#groupCounts[group] ?? 0
      group += 1
    }
    let bucket = group << groupShift
    while (left > (this.#counts[bucket] ?? 0) && bucket < buckets) {
      left -= this.#counts[bucket] ?? 0
      bucket += 1
    }
    return { bucket, place: left }
  }

  /** The figures of these buckets, ascending. */
  #collect(wanted: readonly number[]): Map<number, Float64Array> {
    if (wanted.length === 0) return new Map()
    const members = wanted.map((bucket) => ({ figures: new Float64Array(this.#counts[bucket] ?? 0), found: 0 }))
    for (const [slot, bucket] of wanted.entries()) this.#slots[bucket] = slot + 1
    for (let customer = 0, at = 1; customer < this.#values.length; customer += 1, at += 2) {
      // Of an absent figure the sign is set: above every bucket, where there is no slot.
      const slot = this.#slots[(this.#heads[at] as number) >>> bucketShift]
      if (slot === undefined || slot === 0) continue
      const member = members[slot - 1]
      if (member === undefined) continue
      member.figures[member.found] = this.#values[customer] as number
      member.found += 1
    }
    for (const bucket of wanted) this.#slots[bucket] = 0
    return new Map(members.map(({ figures }, slot) => [wanted[slot] ?? -1, sortUnlessSame(figures)]))
  }
}

const oneFigure = new Float64Array(1)
const itsHalves = new Uint32Array(oneFigure.buffer)

/** The least figure that the bucket can hold. */
function startOfBucket(bucket: number): number {
  itsHalves[0] = 0
  itsHalves[1] = bucket << bucketShift
  return oneFigure[0] as number
}

/** Totals are often the same for thousands. */
function sortUnlessSame(figures: Float64Array): Float64Array {
  for (let at = 1; at < figures.length; at += 1) if (figures[at] !== figures[0]) return figures.sort()
  return figures
}
