/**
 * Makes guessing passwords hopeless. Every attempt counts before the password is looked at, in the database, for all API processes together; one that succeeds
 * clears what its address had failed for that member. A known address and an unknown one count alike.
 */
import { createHmac } from 'node:crypto'
import type { Request } from 'express'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Pool } from '../../db/client.ts'
import { createGuessStore } from '../../db/queries/vouchers/guess-store.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { findNetworkAddress } from '../http/network-address.ts'
import { Problem } from '../http/problems.ts'

/**
 * From one network address for one member: what somebody may mistype. For one member from wherever: a guesser with many addresses gets 200 a day, and a member
 * who is kept out by one has the sessions that are open, and a link. From one address for whomever: a whole office may stand behind it.
 */
const limits = {
  pair: { points: 10, duration: 900 },
  member: { points: 200, duration: 86_400 },
  address: { points: 100, duration: 900 },
}

type LimitName = keyof typeof limits
type Limiters = Record<LimitName, RateLimiterPostgres>

export interface Attempt {
  /** @throws Problem 429 where it is one too many */
  count(): Promise<void>
  succeed(): Promise<void>
}

/** @param who the address that is signed in with, or a member's id */
export function openAttempt({ pool, config }: Pick<ApiDependencies, 'pool' | 'config'>, request: Request, who: string): Attempt {
  const limiters = findLimiters(pool)
  const address = findNetworkAddress(request)
  const hash = (text: string) => createHmac('sha256', config.secret).update(`sign in ${text}`).digest('base64url')
  const names: Record<LimitName, string> = { pair: hash(`${address} ${who}`), member: hash(who), address: hash(address) }
  return {
    async count() {
      for (const limit of ['address', 'member', 'pair'] as const) {
        try {
          await limiters[limit].consume(names[limit])
        } catch (error) {
          if (!(error instanceof RateLimiterRes)) throw error
          throw new Problem('too_many_attempts', { headers: { 'Retry-After': String(Math.max(1, Math.ceil(error.msBeforeNext / 1000))) } })
        }
      }
    },
    async succeed() {
      await Promise.all([limiters.pair.delete(names.pair), limiters.member.reward(names.member), limiters.address.reward(names.address)])
    },
  }
}

const known = new WeakMap<Pool, Limiters>()

function findLimiters(pool: Pool): Limiters {
  const store = { storeClient: createGuessStore(pool), storeType: 'pool', tableName: 'sign_in_attempts', tableCreated: true }
  const make = (name: LimitName) => new RateLimiterPostgres({ ...store, keyPrefix: name, ...limits[name] })
  const limiters = known.get(pool) ?? { pair: make('pair'), member: make('member'), address: make('address') }
  known.set(pool, limiters)
  return limiters
}
