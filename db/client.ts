/**
 * The one way to reach PostgreSQL. `Sql` is what every query takes: a pool, or a transaction of it.
 * Errors leave through `describeDatabaseError`, which keeps the code and the constraint and drops the values.
 */
import postgres from 'postgres'
import { learnArrayTypes } from './array-types.ts'
import { beginSafely } from './begin.ts'
import { createSocketOpener, type DatabasePlace, greetingBytes } from './database-socket.ts'

export type Pool = postgres.Sql
export type Sql = postgres.Sql | postgres.TransactionSql

export interface PoolOptions {
  /** Connections; also the number of queries that run at once. */
  max?: number
  applicationName?: string
  /**
   * `fresh`: every execution is planned for its own values. `kept`: once for each connection, by indexes whatever the tables hold at that moment, for statements that find their
   * rows by keys: planning these takes longer than doing them. docs/decisions/0280-plans-that-are-kept.md
   */
  plans?: 'fresh' | 'kept'
}

const planSettings = {
  // A generic plan is made while a send's ledger is still small, and then reads its whole range for every page.
  fresh: { plan_cache_mode: 'force_custom_plan' },
  kept: { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off' },
} as const

/**
 * Opens a pool. Instants come back as `Date`, `bigint` and `numeric` columns as strings unless the query casts them. It outlives its server: what is under way when that goes is
 * refused with the driver's code, and what is asked once it is back is answered.
 */
export function connect(databaseUrl: string, { max = 10, applicationName = 'regulars', plans = 'fresh' }: PoolOptions = {}): Pool {
  const openSocket = createSocketOpener()
  const open = (given: object) =>
    postgres(databaseUrl, {
      max,
      idle_timeout: 60,
      connect_timeout: 10,
      // Soon, and not all at once: a server that starts again has enough to do.
      backoff: () => 0.1 + Math.random() * 0.2,
      max_pipeline: 1_000_000,
      onnotice: () => undefined,
      connection: {
        application_name: applicationName,
        TimeZone: 'UTC',
        ...planSettings[plans],
        'regulars.greeting': '-'.repeat(greetingBytes),
      },
      fetch_types: false,
      ...given,
    } as postgres.Options<Record<string, never>>)
  const knowTypes = doOnce(() => learnArrayTypes(pool, () => open({ max: 1, socket: openSocket })))
  const pool = open({
    async socket(place: DatabasePlace) {
      const fault = await knowTypes().catch((error: Error) => error)
      const socket = openSocket(place)
      // Whoever wants the connection is told of it as of any fault of a connection.
      return fault === undefined ? socket : socket.once('connect', () => socket.destroy(fault))
    },
  })
  askWhereReserved(pool)
  const begin = pool.begin as (options: string, work: Work) => Promise<unknown>
  return Object.assign(pool, {
    begin: (given: string | Work, work?: Work) =>
      typeof given === 'string' ? beginSafely(begin, given, work ?? (() => undefined)) : beginSafely(begin, '', given),
  })
}

type Work = (sql: postgres.TransactionSql) => unknown

/** What went wrong is tried again by whoever asks next. */
function doOnce(work: () => Promise<undefined>): () => Promise<undefined> {
  let done: Promise<undefined> | undefined
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined
      throw error
    })
    return done
  }
}

/** The driver hands out a connection that is opened to be reserved only once it has asked on it for types. */
function askWhereReserved(pool: Pool): void {
  const { options, reserve } = pool
  let reserving = 0
  Object.defineProperty(options, 'fetch_types', { get: () => reserving > 0 })
  Object.assign(pool, {
    async reserve() {
      reserving += 1
      try {
        return await reserve()
      } finally {
        reserving -= 1
      }
    },
  })
}

/** The SQLSTATE classes that an answer depends on, by name. */
export const pgErrors = {
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  checkViolation: '23514',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
} as const

export interface DatabaseFault {
  /** SQLSTATE, or the driver's code (CONNECTION_CLOSED, …). */
  code: string
  constraint?: string
}

/** What may be said about a failed query: never its message, detail or parameters, which hold values. */
export function describeDatabaseError(error: unknown): DatabaseFault | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  const constraint = 'constraint_name' in error && typeof error.constraint_name === 'string' ? error.constraint_name : undefined
  return constraint === undefined ? { code: error.code } : { code: error.code, constraint }
}
