/** What the past costs: a year of days counted anew, beside as many one-shot statements and a bare pass over the orders; and the questions about past instants. */
import type { Pool } from '../db/client.ts'
import { countSegmentDays } from '../db/queries/segments/count-segment-days.ts'
import { listSegmentCustomersAsOf, readCutoffs } from '../db/queries/segments/list-segment-customers.ts'
import { planSegmentDays } from '../db/queries/segments/plan-segment-days.ts'
import { previewSegmentSettings } from '../db/queries/segments/preview-settings.ts'
import { readOrdersInTime } from '../db/queries/segments/read-orders-in-time.ts'
import { readRfmMatrix } from '../db/queries/segments/read-rfm-matrix.ts'
import { readSegmentShift } from '../db/queries/segments/read-segment-shift.ts'
import { countSegments } from '../db/queries/segments/segment-counts.ts'
import { prepareForAudiences } from '../db/queries/audiences/audience-session.ts'
import { defaultSegmentSettings } from '../domain/segment-settings.ts'
import { measureOneShot } from './segments-floor.ts'
import { round } from './statistics.ts'

export interface HistoryFigures {
  days: number
  seconds: number
  msPerDay: number
  /** As many one-shot statements by window functions, from a sample of the days. */
  oneShotsSeconds: number
  /** As many of our own SQL of one instant. */
  asOfsSeconds: number
  ratioToOneShots: number
  /** The orders read and nothing done with them. */
  barePassSeconds: number
}

const sampledDays = 4

export async function measureHistory(
  pool: Pool,
  { at, days, log }: { at: Date; days: number; log(text: string): void },
): Promise<HistoryFigures> {
  await pool`TRUNCATE segment_days, segment_counts, segment_history_marks`
  const plan = await planSegmentDays(pool, at)
  const kept = plan.missing.slice(0, -days)
  await pool`
    INSERT INTO segment_days (day, as_of, settings_version)
    SELECT day, as_of, ${plan.settings.version}
    FROM unnest(${kept.map(({ day }) => day)}::date[], ${kept.map(({ endAt }) => endAt.toISOString())}::timestamptz[]) AS k (day, as_of)`
  const { ms, result } = await time(() => countSegmentDays(pool, { at }))
  log(`${result.counted} days in ${(ms / 1000).toFixed(1)} s`)
  const sample = { oneShots: 0, asOfs: 0 }
  for (let n = 0; n < sampledDays; n += 1) {
    const endAt = plan.missing.at(-1 - Math.floor((n * result.counted) / sampledDays))?.endAt ?? at
    sample.oneShots += await measureOneShot(pool, 'windows', endAt)
    sample.asOfs += (await time(() => countSegments(pool, endAt))).ms
  }
  await pool`DROP TABLE IF EXISTS bench_floor`
  let orders = 0
  const pass = await time(() =>
    pool.begin((sql) => readOrdersInTime(sql, { until: at, onOrder: () => void (orders += 1), onHour: () => Promise.resolve('go on') })),
  )
  log(`A bare pass over ${orders} orders in ${(pass.ms / 1000).toFixed(1)} s`)
  const scale = result.counted / sampledDays / 1000
  return {
    days: result.counted,
    seconds: round(ms / 1000),
    msPerDay: round(ms / result.counted),
    oneShotsSeconds: round(sample.oneShots * scale),
    asOfsSeconds: round(sample.asOfs * scale),
    ratioToOneShots: round(ms / (1000 * scale * sample.oneShots)),
    barePassSeconds: round(pass.ms / 1000),
  }
}

/** Milliseconds, each asked once before it is measured. */
export interface ReportFigures {
  sizesNowMs: number
  sizesAsOfMs: number
  customersAsOfFirstPageMs: number
  customersAsOfNextPageMs: number
  rfmNowMs: number
  rfmAsOfMs: number
  shiftUntilNowMs: number
  shiftInThePastMs: number
  settingsPreviewMs: number
}

const dayMs = 86_400_000

export async function measureReports(pool: Pool, at: Date): Promise<ReportFigures> {
  const ago = (days: number) => new Date(at.getTime() - days * dayMs)
  const ask = async (question: (sql: Parameters<typeof countSegments>[0]) => Promise<unknown>) => {
    const once = () =>
      pool.begin(async (sql) => {
        await prepareForAudiences(sql)
        await question(sql)
      })
    await once()
    return Math.round((await time(once)).ms)
  }
  const cutoffs = await readCutoffs(pool, ago(100))
  const page = { segment: 'vip', limit: 51, at: ago(100) } as const
  return {
    sizesNowMs: await ask((sql) => countSegments(sql)),
    sizesAsOfMs: await ask((sql) => countSegments(sql, ago(100))),
    customersAsOfFirstPageMs: await ask(async (sql) =>
      listSegmentCustomersAsOf(sql, { ...page, cutoffs: await readCutoffs(sql, ago(100)) }),
    ),
    customersAsOfNextPageMs: await ask((sql) => listSegmentCustomersAsOf(sql, { ...page, cutoffs })),
    rfmNowMs: await ask((sql) => readRfmMatrix(sql)),
    rfmAsOfMs: await ask((sql) => readRfmMatrix(sql, ago(100))),
    shiftUntilNowMs: await ask((sql) => readSegmentShift(sql, { openingAt: ago(90), closingAt: at, isClosingKept: true })),
    shiftInThePastMs: await ask((sql) => readSegmentShift(sql, { openingAt: ago(180), closingAt: ago(90), isClosingKept: false })),
    settingsPreviewMs: await ask((sql) =>
      previewSegmentSettings(sql, {
        at,
        current: defaultSegmentSettings,
        changed: { ...defaultSegmentSettings, newForDays: 45, vipRank: 0.9 },
        sample: 20,
      }),
    ),
  }
}

async function time<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const startedAt = performance.now()
  const result = await work()
  return { ms: performance.now() - startedAt, result }
}
