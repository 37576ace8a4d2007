/** Questions that may be long: stopped in the database, at once, when nobody wants the answer any more, and after a time anyway. */
import { describeDatabaseError, type Pool, type Sql } from './client.ts'

/** Nothing was found out, and nothing runs on. */
export class Interruption extends Error {
  override name = 'Interruption'
  readonly reason: 'timed_out' | 'aborted'
  constructor(reason: Interruption['reason']) {
    super(reason)
    this.reason = reason
  }
}

const queryCanceled = '57014'

/**
 * Runs `work` in a transaction of its own, on one connection. When `signal` is aborted, whatever it executes at that moment is cancelled.
 *
 * @param timeoutMs for each of its statements
 * @throws Interruption; and whatever `work` throws by itself
 */
export async function runInterruptibly<T>(
  pool: Pool,
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw new Interruption('aborted')
  try {
    const result = await pool.begin(async (sql) => {
      const [backend] = await sql<[{ pid: number }]>`
        SELECT pg_backend_pid() AS pid, set_config('statement_timeout', ${`${timeoutMs}ms`}, true)`
      let cancelling: Promise<unknown> = Promise.resolve()
      const cancel = () => {
        cancelling = pool`SELECT pg_cancel_backend(${backend.pid})`.catch(() => undefined)
      }
      signal.addEventListener('abort', cancel, { once: true })
      try {
        if (signal.aborted) throw new Interruption('aborted')
        return await work(sql)
      } finally {
        signal.removeEventListener('abort', cancel)
        // A cancellation that is on its way must find this transaction, and not whatever the connection does next.
        await cancelling
      }
    })
    return result as T
  } catch (error) {
    if (signal.aborted) throw new Interruption('aborted')
    if (describeDatabaseError(error)?.code === queryCanceled) throw new Interruption('timed_out')
    throw error
  }
}
