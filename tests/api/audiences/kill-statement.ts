/** Connections that break at a chosen statement, as those of a worker that is killed there. */
import type { Pool } from '../../../db/client.ts'

/** A pool whose connection breaks at the given statement, or at the commit after it. */
export function killStatement(pool: Pool, killAt: number): { pool: Pool; hasKilled: () => boolean } {
  let statements = 0
  let hasKilled = false
  const strike = () => {
    statements += 1
    if (statements === killAt) {
      hasKilled = true
      throw new Error('killed')
    }
  }
  const wrap = <Query extends object>(sql: Query): Query =>
    new Proxy(sql, {
      apply(target, self, args: unknown[]) {
        const [first] = args
        const text = Array.isArray(first) && 'raw' in first ? String(first[0]) : ''
        if (/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)/.test(text)) strike()
        return Reflect.apply(target as never, self, args)
      },
      get(target, key) {
        const value: unknown = Reflect.get(target, key)
        if (key !== 'begin' || typeof value !== 'function') return value
        return async (work: (sql: object) => Promise<unknown>) =>
          (value as (work: (sql: object) => Promise<unknown>) => Promise<unknown>).call(target, async (transaction) => {
            const result = await work(wrap(transaction))
            strike()
            return result
          })
      },
    })
  return { pool: wrap(pool), hasKilled: () => hasKilled }
}
