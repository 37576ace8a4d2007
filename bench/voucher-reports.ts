/**
 * `npm run bench -- voucher-reports [--vouchers 1000000] [--json]`: what each report on voucher campaigns costs over the whole of a busy store and over its latest 30 days, beside the floor: the
 * rows that it is about, counted.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDurableSettings } from '../cli/start/postgres-settings.ts'
import { startPostgres } from '../cli/start/postgres.ts'
import { readEnvironment } from '../config.ts'
import { connect, type Pool, type Sql } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import { prepareForAudiences } from '../db/queries/audiences/audience-session.ts'
import { readLongestWindow } from '../db/queries/broadcast-report/credit-orders.ts'
import { readActivity } from '../db/queries/voucher-reports/read-activity.ts'
import { readCampaignArms } from '../db/queries/voucher-reports/read-campaign-arms.ts'
import { readEngagement } from '../db/queries/voucher-reports/read-engagement.ts'
import { readProviderCalls } from '../db/queries/voucher-reports/read-provider-calls.ts'
import { readTimesToAccepted } from '../db/queries/voucher-reports/read-times-to-accepted.ts'
import { findPeriodBefore, type Period, planPeriod, splitPeriod } from '../domain/report-periods.ts'
import { defaultSettings } from '../domain/settings.ts'
import { round } from './statistics.ts'
import { makeReportStore, type ReportStore } from './voucher-reports-store.ts'

type ReportName =
  | 'overview'
  | 'overviewOfSegment'
  | 'overviewOfChannel'
  | 'customerEngagement'
  | 'customerEngagementOfSegment'
  | 'customerEngagementOfChannel'
  | 'campaignPerf'
  | 'apiPerf'

export interface VoucherReportFigures {
  store: ReportStore
  /** Vouchers, deliveries and orders counted, seconds. */
  floorSeconds: number
  /** Seconds, each asked once before it is measured. */
  latest30Days: Record<ReportName, number>
  /** Everything: all of the store's vouchers, messages and orders are in the period. */
  all60Days: Record<ReportName, number>
}

const at = new Date('2026-11-20T12:00:00Z')
const clock = { at, timeZone: 'Europe/Berlin' }
const { attributionWindowMs } = defaultSettings.contact_policy
const { store } = defaultSettings

export async function benchVoucherReports({ vouchers, log }: { vouchers: number; log(text: string): void }): Promise<VoucherReportFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'regulars-bench-reports-'))
  const postgres = await startPostgres({
    directory: join(directory, 'postgres'),
    logFile: join(directory, 'postgres.log'),
    settings: buildDurableSettings(),
    env: readEnvironment(),
    database: 'regulars',
  })
  const pool = connect(postgres.url, { max: 4 })
  try {
    await migrate(postgres.url)
    const made = await makeReportStore(pool, { vouchers, at, log })
    const floorSeconds = await measure(pool, async (sql) => {
      await sql`SELECT (SELECT count(discount_minor) FROM vouchers), (SELECT count(accepted_at) FROM deliveries), (SELECT count(net_minor) FROM orders)`
    })
    log(`The floor: ${floorSeconds} s`)
    return {
      store: made,
      floorSeconds,
      latest30Days: await measureReports(pool, { from: undefined, log }),
      all60Days: await measureReports(pool, { from: '2026-09-15', log }),
    }
  } finally {
    await pool.end()
    await postgres.stop()
    rmSync(directory, { recursive: true })
  }
}

async function measureReports(
  pool: Pool,
  { from, log }: { from: string | undefined; log(text: string): void },
): Promise<Record<ReportName, number>> {
  const planned = planPeriod({ from }, clock)
  if (planned.kind === 'refused') throw new Error(planned.message)
  const { period } = planned
  const before = findPeriodBefore(period, clock)
  const questions: Record<ReportName, (sql: Sql) => Promise<unknown>> = {
    overview: (sql) => askActivity(sql, period, before, {}),
    overviewOfSegment: (sql) => askActivity(sql, period, before, { segment: 'vip' }),
    overviewOfChannel: (sql) => askActivity(sql, period, before, { channel: 'sms' }),
    customerEngagement: (sql) => askEngagement(sql, period, before, {}),
    customerEngagementOfSegment: (sql) => askEngagement(sql, period, before, { segment: 'vip' }),
    customerEngagementOfChannel: (sql) => askEngagement(sql, period, before, { channel: 'sms' }),
    async campaignPerf(sql) {
      await askActivity(sql, period, before, {})
      const longestWindowMs = await readLongestWindow(sql, attributionWindowMs)
      await readCampaignArms(sql, { scope: {}, range: period, windowMs: attributionWindowMs, longestWindowMs, currency: store.currency })
    },
    async apiPerf(sql) {
      await readProviderCalls(sql, { parts: splitPeriod(period, 'day', clock.timeZone) })
      await readProviderCalls(sql, { parts: [before] })
      await readTimesToAccepted(sql, { scope: {}, range: period })
    },
  }
  const seconds: Partial<Record<ReportName, number>> = {}
  for (const [name, question] of Object.entries(questions)) {
    seconds[name as ReportName] = await measure(pool, question)
    log(`${name} of ${period.from} to ${period.until}: ${seconds[name as ReportName]} s`)
  }
  return seconds as Record<ReportName, number>
}

function askActivity(sql: Sql, period: Period, before: Period, scope: Parameters<typeof readActivity>[1]['scope']) {
  return readActivity(sql, { scope, parts: splitPeriod(period, 'day', clock.timeZone), before, at, store, attributionWindowMs })
}

async function askEngagement(sql: Sql, period: Period, before: Period, scope: Parameters<typeof readEngagement>[1]['scope']) {
  await readEngagement(sql, { scope, range: period })
  await readEngagement(sql, { scope, range: before, hasParts: false })
}

async function measure(pool: Pool, question: (sql: Sql) => Promise<unknown>): Promise<number> {
  const ask = () =>
    pool.begin('isolation level repeatable read read only', async (sql) => {
      await prepareForAudiences(sql)
      await question(sql)
    })
  await ask()
  const startedAt = performance.now()
  await ask()
  return round((performance.now() - startedAt) / 1000)
}
