/** A pool of a process that dies at its n-th step: before a statement, before a commit, or after one whose answer it never hears. */
import type { Pool, Sql } from '../../db/client.ts'

class Killed extends Error {
  override name = 'Killed'
}

export function makeMortal(pool: Pool, steps: number): Pool {
  let left = steps
  const step = () => {
    left -= 1
    if (left < 0) throw new Killed()
  }
  const wrap = <S extends Sql>(sql: S): S =>
    new Proxy(sql, {
      apply(target, self, args: unknown[]) {
        if (Array.isArray(args[0]) && 'raw' in args[0]) step()
        return Reflect.apply(target as (...values: unknown[]) => unknown, self, args)
      },
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if ((name !== 'begin' && name !== 'savepoint') || typeof value !== 'function') return value
        return async (work: (sql: Sql) => Promise<unknown>) => {
          const result: unknown = await Reflect.apply(value, target, [
            async (inner: Sql) => {
              const done = await work(wrap(inner))
              step()
              return done
            },
          ])
          step()
          return result
        }
      },
    })
  return wrap(pool)
}
