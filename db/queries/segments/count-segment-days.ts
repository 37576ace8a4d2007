/**
 * Counts the past days that want it, each as of its end, so that a store's history begins with its first order. A few days are counted one by one by the SQL that
 * scores everyone as of an instant; many in one pass over all orders (domain/segment-history.ts), which comes to the same numbers. What is
 * counted is kept every so often: an attempt that was killed anywhere is gone on with.
 */
import { SegmentHistory } from '../../../domain/segment-history.ts'
import type { Pool, Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { countSegments, type SegmentDay, toSegmentCounts, writeSegmentCounts } from './segment-counts.ts'
import { type DayToCount, planSegmentDays, type SegmentHistoryPlan, takeHistoryMarks } from './plan-segment-days.ts'
import { readOrdersInTime } from './read-orders-in-time.ts'
import { historyLock } from './segment-locks.ts'

/** Up to so many days are cheaper one by one. */
const fewDays = 3
const daysAtOnce = 60

export interface DayCountOptions {
  /** The present. */
  at: Date
  /** Called with each batch that is kept. */
  onProgress?: (progress: DayCountProgress) => void
  /** Asked between days: the rest is left for another time when it is aborted. */
  signal?: AbortSignal
}

export interface DayCountProgress {
  /** Days that this call has counted. */
  counted: number
  /** Days that it still wants. */
  missing: number
}

/** Waits while another count runs. Takes a second connection of the pool. */
export async function countSegmentDays(
  pool: Pool,
  { at, onProgress = () => undefined, signal }: DayCountOptions,
): Promise<DayCountProgress> {
  return pool.begin(async (locked) => {
    await locked`SELECT pg_advisory_xact_lock(${historyLock})`
    await takeHistoryMarks(pool)
    const plan = await planSegmentDays(pool, at)
    await dropDaysBefore(pool, plan.firstDay)
    const progress = { counted: 0, missing: plan.missing.length }
    const keep = async (days: CountedDay[]) => {
      await keepDays(pool, plan, days)
      progress.counted += days.length
      progress.missing -= days.length
      onProgress(progress)
    }
    const left = plan.missing.length > fewDays ? await countInOnePass(locked, plan, { keep, signal }) : plan.missing
    await countOneByOne(pool, left, { keep, signal })
    return progress
  })
}

interface CountedDay extends SegmentDay {
  endAt: Date
}

interface Counting {
  keep: (days: CountedDay[]) => Promise<void>
  signal: AbortSignal | undefined
}

async function countOneByOne(sql: Sql, days: readonly DayToCount[], { keep, signal }: Counting): Promise<void> {
  for (const { day, endAt } of days) {
    if (signal?.aborted === true) return
    await keep([{ day, endAt, ...(await countSegments(sql, endAt)) }])
  }
}

/** @returns the days that this way cannot count: those from which on a total is beyond exact arithmetic. */
async function countInOnePass(sql: Sql, { missing, settings }: SegmentHistoryPlan, { keep, signal }: Counting): Promise<DayToCount[]> {
  const history = new SegmentHistory(settings.value)
  let counted: CountedDay[] = []
  let next = 0
  // Instants count from the first order on, so that none is negative.
  let startMicros: number | undefined
  let endMicros = toMicros(missing[0]?.endAt)
  const countDay = () => {
    const day = missing[next]
    if (day !== undefined) counted.push({ ...day, ...toSegmentCounts(history.countAt(endMicros - (startMicros ?? 0))) })
    next += 1
    endMicros = toMicros(missing[next]?.endAt)
  }
  const isStopped = () => signal?.aborted === true || !history.isExact
  await readOrdersInTime(sql, {
    until: missing.at(-1)?.endAt ?? new Date(0),
    onOrder(order) {
      startMicros ??= order.atMicros
      while (order.atMicros > endMicros && !isStopped()) countDay()
      order.atMicros -= startMicros
      history.add(order)
    },
    async onHour() {
      if (counted.length >= daysAtOnce) {
        await keep(counted)
        counted = []
      }
      return isStopped() ? 'stop' : 'go on'
    },
  })
  while (next < missing.length && !isStopped()) {
    countDay()
    if (counted.length >= daysAtOnce) await keep(counted.splice(0))
  }
  if (counted.length > 0) await keep(counted)
  return signal?.aborted === true ? [] : missing.slice(next)
}

function toMicros(at: Date | undefined): number {
  return at === undefined ? Infinity : at.getTime() * 1000
}

async function keepDays(sql: Sql, { settings }: SegmentHistoryPlan, days: readonly CountedDay[]): Promise<void> {
  await runInTransaction(sql, async (sql) => {
    await writeSegmentCounts(sql, days)
    await sql`
      INSERT INTO segment_days (day, as_of, settings_version)
      SELECT day, as_of, ${settings.version}
      FROM unnest(${days.map(({ day }) => day)}::date[], ${days.map(({ endAt }) => endAt.toISOString())}::timestamptz[]) AS counted (day, as_of) ORDER BY day
      ON CONFLICT (day) DO UPDATE SET as_of = excluded.as_of, settings_version = excluded.settings_version, is_stale = false, counted_at = now()`
  })
}

/** The first order may have been cancelled, or another zone may have it on another day. */
async function dropDaysBefore(sql: Sql, firstDay: string | null): Promise<void> {
  const isGone = firstDay === null ? sql`true` : sql`day < ${firstDay}::date`
  await sql`WITH gone AS (DELETE FROM segment_days WHERE ${isGone}) DELETE FROM segment_counts WHERE ${isGone}`
}
