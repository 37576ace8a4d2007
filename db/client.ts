/**
 * The one way to reach PostgreSQL. `Sql` is what every query takes: a pool, or a transaction of it.
 * Errors leave through `describeDatabaseError`, which keeps the code and the constraint and drops the values.
 */
import { connect as openSocket, type Socket } from 'node:net'
import postgres from 'postgres'

export type Pool = postgres.Sql
export type Sql = postgres.Sql | postgres.TransactionSql

export interface PoolOptions {
  /** Connections; also the number of queries that run at once. */
  max?: number
  applicationName?: string
}

/** Opens a pool. Instants come back as `Date`, `bigint` and `numeric` columns as strings unless the query casts them. */
export function connect(databaseUrl: string, { max = 10, applicationName = 'regulars' }: PoolOptions = {}): Pool {
  return postgres(databaseUrl, {
    max,
    idle_timeout: 60,
    connect_timeout: 10,
    // A BEGIN that is exactly the 100th pipelined query does not reserve its connection (porsager/postgres 1189).
    max_pipeline: 1_000_000,
    onnotice: () => undefined,
    socket: createSocketOpener(),
    // A generic plan is made while a send's ledger is still small, and then reads its whole range for every page.
    connection: { application_name: applicationName, TimeZone: 'UTC', plan_cache_mode: 'force_custom_plan' },
  } as postgres.Options<Record<string, never>>)
}

interface SocketPlace {
  path: string | undefined
  host: string[]
  port: number[]
}

/**
 * The driver's own sockets hold a small packet back until the one before it is acknowledged, and the other side waits with that: 40 ms, twice for each COPY. The socket is handed
 * over while it still connects, so that whatever becomes of it reaches the driver as events, as with its own.
 */
function createSocketOpener(): (place: SocketPlace) => Socket {
  let attempts = 0
  return ({ path, host, port }) => {
    if (path) return openSocket({ path })
    const at = attempts % host.length
    attempts += 1
    const place = { host: host[at] ?? 'localhost', port: port[at] ?? 5432 }
    return Object.assign(openSocket({ ...place, noDelay: true }), place)
  }
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
