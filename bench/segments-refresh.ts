/** What keeping the segments right costs: the full refresh beside one-shot statements, and one order's re-scoring beside the bare row. */
import { v7 as newUuid } from 'uuid'
import type { Pool } from '../db/client.ts'
import { upsertOrders } from '../db/queries/orders/upsert-orders.ts'
import type { OrderWrite } from '../domain/orders.ts'
import { refreshSegments } from '../db/queries/segments/refresh-segments.ts'
import { measureOneShot } from './segments-floor.ts'
import { median, percentile, round } from './statistics.ts'

export interface RefreshFigures {
  buyers: number
  /** One INSERT … SELECT: scores and segments by window functions, as the rules are worded. The floor. */
  floorMs: number
  /** The same by the cut-offs that the refresh uses too. */
  cutoffFloorMs: number
  /** Nothing was there: every row, and every customer's entry, is written. */
  first: RefreshRun
  /** An hour later. */
  later: RefreshRun
}

export interface RefreshRun {
  ms: number
  changed: number
  moved: number
  ratio: number
  ratioToCutoffFloor: number
}

const hourMs = 3_600_000

/** The best of some rounds, in which refreshes and floors take turns: what else the machine does only adds. */
export async function measureRefresh(
  pool: Pool,
  { at, rounds, log }: { at: Date; rounds: number; log(text: string): void },
): Promise<RefreshFigures> {
  const times = { floor: [] as number[], cutoffs: [] as number[], first: [] as number[], later: [] as number[] }
  let buyers = 0
  const found = { first: { changed: 0, moved: 0 }, later: { changed: 0, moved: 0 } }
  for (let turn = 0; turn < rounds; turn += 1) {
    // What was written before is not written out while we measure.
    await pool`CHECKPOINT`
    times.floor.push(await measureOneShot(pool, 'windows', at))
    times.cutoffs.push(await measureOneShot(pool, 'cutoffs', at))
    await pool`CHECKPOINT`
    await pool`TRUNCATE customer_metrics, segment_changes, segment_cutoffs, segment_counts, segment_rescores`
    for (const [kind, instant] of [
      ['first', at],
      ['later', new Date(at.getTime() + hourMs)],
    ] as const) {
      const startedAt = performance.now()
      const refresh = await refreshSegments(pool, instant)
      times[kind].push(performance.now() - startedAt)
      if (refresh.kind === 'superseded') throw new Error('The refresh did nothing')
      buyers = refresh.buyers
      found[kind] = { changed: refresh.changed, moved: refresh.moved }
    }
    log(
      `One shot ${seconds(times.floor)} s and ${seconds(times.cutoffs)} s, first refresh ${seconds(times.first)} s, a later one ${seconds(times.later)} s`,
    )
  }
  await pool`DROP TABLE IF EXISTS bench_floor`
  const [floorMs, cutoffFloorMs] = [Math.min(...times.floor), Math.min(...times.cutoffs)]
  const describe = (kind: 'first' | 'later'): RefreshRun => {
    const ms = Math.min(...times[kind])
    return { ms: Math.round(ms), ...found[kind], ratio: round(ms / floorMs), ratioToCutoffFloor: round(ms / cutoffFloorMs) }
  }
  return {
    buyers,
    floorMs: Math.round(floorMs),
    cutoffFloorMs: Math.round(cutoffFloorMs),
    first: describe('first'),
    later: describe('later'),
  }
}

function seconds(times: number[]): string {
  return ((times.at(-1) ?? 0) / 1000).toFixed(1)
}

export interface RescoreFigures {
  orders: number
  /** An order through the API's own path: looked up, written with its item, its customer scored again and moved. */
  p50Ms: number
  p99Ms: number
  /** The bare row and its item, in a transaction. */
  bareP50Ms: number
  bareP99Ms: number
}

export async function measureRescore(pool: Pool, { at, orders }: { at: Date; orders: number }): Promise<RescoreFigures> {
  const [store] = await pool<[{ customers: number }]>`SELECT count(*)::int AS customers FROM customers`
  // About ten times as many pages as are needed; all of a small store.
  const percent = Math.min(100, (2_000 * orders) / store.customers)
  const customers = await pool<{ id: string }[]>`SELECT id FROM customers TABLESAMPLE SYSTEM (${percent}) LIMIT ${2 * orders}`
  const times = { real: [] as number[], bare: [] as number[] }
  const warmUp = Math.min(20, orders >> 2)
  for (let n = 0; n < orders + warmUp; n += 1) {
    const [one, other] = [customers[(2 * n) % customers.length], customers[(2 * n + 1) % customers.length]]
    if (one === undefined || other === undefined) throw new Error('The store has no customers')
    const placedAt = new Date(at.getTime() + n)
    const taken = await time(() => upsertOrders(pool, [makeOrder(one.id, placedAt)], { at: placedAt }))
    const bare = await time(() => insertBare(pool, other.id, placedAt))
    if (n < warmUp) continue
    times.real.push(taken)
    times.bare.push(bare)
  }
  return {
    orders,
    p50Ms: round(median(times.real)),
    p99Ms: round(percentile(times.real, 0.99)),
    bareP50Ms: round(median(times.bare)),
    bareP99Ms: round(percentile(times.bare, 0.99)),
  }
}

function makeOrder(customerId: string, placedAt: Date): OrderWrite {
  return {
    externalId: newUuid(),
    customerId,
    placedAt,
    status: 'paid',
    currency: 'EUR',
    totalMinor: 4200,
    items: [
      {
        productExternalId: 'p-1',
        name: 'Product 1',
        category: 'Category 1',
        merchant: null,
        vertical: null,
        quantity: 1,
        priceMinor: 4200,
      },
    ],
  }
}

async function insertBare(pool: Pool, customerId: string, placedAt: Date): Promise<void> {
  await pool.begin(async (sql) => {
    const [order] = await sql<[{ id: string }]>`
      INSERT INTO orders (external_id, customer_id, placed_at, status, currency, total_minor)
      VALUES (${newUuid()}, ${customerId}, ${placedAt}, 'paid', 'EUR', 4200)
      ON CONFLICT (external_id) DO UPDATE SET status = excluded.status RETURNING id`
    await sql`
      INSERT INTO order_items (order_id, line, product_external_id, name, category, quantity, price_minor)
      VALUES (${order.id}, 1, 'p-1', 'Product 1', 'Category 1', 1, 4200)`
  })
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
