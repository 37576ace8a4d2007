/**
 * Which past days want counting: from the day of the first valid order to yesterday, in the store's zone, those that were never counted, or with other settings or
 * another zone, or whose orders have changed since.
 */
import { addDays, instantAtLocalTime, localTimeAt } from '../../../domain/time.ts'
import type { SegmentSettings } from '../../../domain/segment-settings.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { readSettings, type Versioned } from '../settings.ts'

export interface DayToCount {
  /** `YYYY-MM-DD`. */
  day: string
  /** Its last millisecond: the next day begins when clocks first show that date. */
  endAt: Date
}

export interface SegmentHistoryPlan {
  settings: Versioned<SegmentSettings>
  timeZone: string
  /** Null in a store without a valid order. */
  firstDay: string | null
  /** Days that are over, counted or not. */
  days: number
  /** Oldest first. */
  missing: DayToCount[]
}

export async function planSegmentDays(sql: Sql, at: Date): Promise<SegmentHistoryPlan> {
  const settings = await readSettings(sql, 'segments')
  const { timeZone } = (await readSettings(sql, 'store')).value
  const [first] = await sql<
    { at: Date }[]
  >`SELECT placed_at AS at FROM orders WHERE is_valid AND placed_at <= ${at} ORDER BY placed_at LIMIT 1`
  if (first === undefined) return { settings, timeZone, firstDay: null, days: 0, missing: [] }
  const counted = await sql<{ day: string; asOf: Date; version: number; isStale: boolean }[]>`
    SELECT day::text AS day, as_of AS "asOf", settings_version AS version, is_stale AS "isStale" FROM segment_days`
  const countedEnds = new Map(
    counted.flatMap(({ day, asOf, version, isStale }) => (isStale || version !== settings.version ? [] : [[day, asOf.getTime()]])),
  )
  const firstDay = localTimeAt(first.at, timeZone).date
  const days = listDays(firstDay, { at, timeZone })
  return {
    settings,
    timeZone,
    firstDay,
    days: days.length,
    missing: days.filter(({ day, endAt }) => countedEnds.get(day) !== endAt.getTime()),
  }
}

/** Of the zone and the first day that were asked for last: a day that is over does not change, and the rules of zones take their time. */
let known: { name: string; days: DayToCount[] } = { name: '', days: [] }

function listDays(firstDay: string, { at, timeZone }: { at: Date; timeZone: string }): DayToCount[] {
  const name = `${timeZone} ${firstDay}`
  if (known.name !== name) known = { name, days: [] }
  const { days } = known
  const today = localTimeAt(at, timeZone).date
  const last = days.at(-1)
  for (let day = last === undefined ? firstDay : addDays(last.day, 1); day < today;) {
    const next = addDays(day, 1)
    days.push({ day, endAt: new Date(instantAtLocalTime(next, '00:00', timeZone).getTime() - 1) })
    day = next
  }
  return days.filter(({ day }) => day < today)
}

/**
 * Takes note of orders that have changed since their days were counted. To be called before the plan is made and the orders are read: whoever writes an order
 * later leaves another mark.
 */
export async function takeHistoryMarks(sql: Sql): Promise<void> {
  await runInTransaction(sql, async (sql) => {
    const [changed] = await sql<[{ fromAt: Date | null }]>`
      WITH taken AS (DELETE FROM segment_history_marks RETURNING from_at) SELECT min(from_at) AS "fromAt" FROM taken`
    if (changed.fromAt !== null) await sql`UPDATE segment_days SET is_stale = true WHERE as_of >= ${changed.fromAt} AND NOT is_stale`
  })
}

/** Whether a count has something to do. */
export async function isHistoryBehind(sql: Sql, at: Date): Promise<boolean> {
  const marks = await sql`SELECT FROM segment_history_marks LIMIT 1`
  return marks.length > 0 || (await planSegmentDays(sql, at)).missing.length > 0
}
