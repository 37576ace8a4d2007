/**
 * Transactions that may lose their connection. The driver's own (3.4.9) then write their ROLLBACK to a socket that is gone, which ends the process, or run what is left of them on
 * the connection's successor, outside of any transaction (porsager/postgres 1155, 1208). Here a transaction that has lost its connection refuses whatever it is
 * asked from that instant on, with `CONNECTION_CLOSED`, and the driver is never told that its work is over.
 */
import type postgres from 'postgres'

type Transaction = postgres.TransactionSql
type Work = (sql: Transaction) => unknown
type Begin = (options: string, work: Work) => Promise<unknown>

/** What we know of the driver's connection. */
interface Connection {
  onclose?: ((error: Error) => void) | null
}
/** What we know of its queries. */
interface DriverQuery extends Promise<unknown> {
  handler: (query: DriverQuery) => void
  reject(error: Error): void
}

interface Session {
  /** Once the connection is gone. */
  loss: Error | undefined
  /** Rejects then. */
  lost: Promise<never>
}

/** @param begin the driver's */
export function beginSafely(begin: Begin, options: string, work: Work): Promise<unknown> {
  return begin(options, async (sql) => {
    const session = await watchConnection(sql)
    return runScope(sql, session, work)
  })
}

/** A statement that asks nothing, sent together with the first one that does, tells which connection it is. */
async function watchConnection(sql: Transaction): Promise<Session> {
  let lose: (error: Error) => void = () => undefined
  const session: Session = {
    loss: undefined,
    lost: new Promise<never>((_, reject) => {
      lose = reject
    }),
  }
  session.lost.catch(() => undefined)
  await new Promise<void>((resolve) => {
    const onexecute = (connection: Connection) => {
      const tell = connection.onclose
      Object.assign(connection, {
        onclose(error: Error) {
          session.loss = error
          lose(error)
          tell?.(error)
        },
      })
      resolve()
      return true
    }
    const nothing = sql.unsafe('SELECT', [], { onexecute } as object)
    nothing.then(
      () => resolve(),
      () => resolve(),
    )
  })
  return session
}

/** Never over once the connection is gone: whoever began it has been told by then. */
async function runScope(sql: Transaction, session: Session, work: Work): Promise<unknown> {
  try {
    const result = work(guard(sql, session))
    const value: unknown = await (Array.isArray(result) ? Promise.all(result) : result)
    return session.loss === undefined ? value : await new Promise<never>(() => undefined)
  } catch (error) {
    return session.loss === undefined ? await Promise.reject(error) : await new Promise<never>(() => undefined)
  }
}

function guard(sql: Transaction, session: Session): Transaction {
  const watch = (made: unknown) => {
    if (!isQuery(made)) return made
    const { handler } = made
    made.handler = (query) => (session.loss === undefined ? handler(query) : query.reject(session.loss))
    return made
  }
  const savepoint = (given: string | Work, named?: Work) => {
    if (session.loss !== undefined) return Promise.reject(session.loss)
    const work = named ?? (given as Work)
    const scope = (inner: Transaction) => runScope(inner, session, work)
    return Promise.race([typeof given === 'string' ? sql.savepoint(given, scope) : sql.savepoint(scope), session.lost])
  }
  return new Proxy(sql, {
    apply: (target, self, given: unknown[]) => watch(Reflect.apply(target as (...values: unknown[]) => unknown, self, given)),
    get(target, name) {
      if (name === 'savepoint') return savepoint
      const value: unknown = Reflect.get(target, name)
      if ((name !== 'unsafe' && name !== 'file') || typeof value !== 'function') return value
      return (...given: unknown[]) => watch(Reflect.apply(value, target, given))
    },
  })
}

function isQuery(made: unknown): made is DriverQuery {
  return made instanceof Promise && 'handler' in made && typeof made.handler === 'function'
}
