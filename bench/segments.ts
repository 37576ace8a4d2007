/**
 * `npm run bench -- segments --customers 1000000 --orders 5000000 [--json]`: what segments and audiences cost in a store of that size, each figure beside its floor, all on one
 * PostgreSQL of its own that is gone afterwards.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDurableSettings } from '../cli/start/postgres-settings.ts'
import { startPostgres } from '../cli/start/postgres.ts'
import { readEnvironment } from '../config.ts'
import { connect } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import { type ImportBenchmark, measureImport } from './import.ts'
import { readUsage } from './process-usage.ts'
import { type FreezeFigures, measureFreeze } from './segments-freeze.ts'
import { type HistoryFigures, measureHistory, measureReports, type ReportFigures } from './segments-history.ts'
import { measurePreview, type PreviewFigures } from './segments-preview.ts'
import { measureRefresh, measureRescore, type RefreshFigures, type RescoreFigures } from './segments-refresh.ts'
import { makeBenchStore } from './segments-store.ts'

export interface SegmentBenchmark {
  store: { customers: number; orders: number; seconds: number }
  refresh: RefreshFigures
  rescore: RescoreFigures
  history: HistoryFigures
  reports: ReportFigures
  preview: PreviewFigures
  freeze: FreezeFigures
  /** Null where no file was to be imported. */
  import: ImportBenchmark | null
  /** This process with the count of past days in it; PostgreSQL with its shared memory, summed over its processes. */
  peakRssMb: { node: number; postgres: number }
}

export interface SegmentBenchmarkOptions {
  customers: number
  orders: number
  /** Past days to count. */
  days: number
  /** Rows of the files to be imported; 0 for none. */
  importCustomers: number
  importOrders: number
  /** How often refreshes and previews are measured. */
  rounds?: number
  log(text: string): void
}

/** Any instant will do: the store is made up to it. */
const until = new Date('2026-11-20T12:00:00Z')
const hourMs = 3_600_000

export async function benchSegments(options: SegmentBenchmarkOptions): Promise<SegmentBenchmark> {
  const { customers, orders, days, importCustomers, importOrders, rounds = 3, log } = options
  const directory = mkdtempSync(join(tmpdir(), 'regulars-bench-segments-'))
  const postgres = await startPostgres({
    directory: join(directory, 'postgres'),
    logFile: join(directory, 'postgres.log'),
    settings: buildDurableSettings(),
    env: readEnvironment(),
    database: 'regulars',
  })
  const pool = connect(postgres.url, { max: 8, applicationName: 'regulars-bench' })
  try {
    await migrate(postgres.url)
    const store = await makeBenchStore(pool, { customers, orders, until, log })
    log(`The store is there after ${Math.round(store.seconds)} s: ${store.customers} customers, ${store.orders} orders`)
    const refresh = await measureRefresh(pool, { at: until, rounds, log })
    // The refreshes have looked an hour ahead.
    const now = new Date(until.getTime() + hourMs + 1)
    const history = await measureHistory(pool, { at: now, days, log })
    const nodePeakMb = Math.round(process.resourceUsage().maxRSS / 1024)
    const reports = await measureReports(pool, now)
    log('The past is measured; now orders, one by one')
    const rescore = await measureRescore(pool, { at: now, orders: Math.min(500, Math.max(20, customers >> 3)) })
    const preview = await measurePreview({ pool, now, rounds, log })
    const freeze = await measureFreeze({ pool, now })
    const imported =
      importCustomers === 0
        ? null
        : await measureImport({ databaseUrl: postgres.url, customers: importCustomers, orders: importOrders, log })
    return {
      store: { customers: store.customers, orders: store.orders, seconds: Math.round(store.seconds) },
      refresh,
      rescore,
      history,
      reports,
      preview,
      freeze,
      import: imported,
      peakRssMb: { node: nodePeakMb, postgres: readUsage(postgres.pid).peakRssMb },
    }
  } finally {
    await pool.end()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}
