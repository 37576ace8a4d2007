/**
 * Makes guessing codes hopeless. An answer of "unknown" counts against whoever typed the code (the visitor, where the store names one) and against the API
 * key, in the database, for all API processes together. Who has had too many is refused without a look; each process learns of it from its own next
 * count, and remembers, so that a code that is right costs nothing here.
 *
 * A guesser must not be able to close a store's checkout. So a key that is over its limit goes on for calls that name the customer whose voucher it is:
 * among their own few vouchers there is nothing to guess.
 */
import { createHmac } from 'node:crypto'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Pool } from '../../../db/client.ts'
import { createGuessStore, guessTable } from '../../../db/queries/vouchers/guess-store.ts'
import { Problem } from '../../http/problems.ts'

/** Unknown codes in so many seconds. 28¹¹ codes and a million vouchers: a year of one key's guesses finds one with a chance of one in a thousand. */
const keyLimit = { points: 600, duration: 3600 }
const visitorLimit = { points: 10, duration: 600 }
const mostRemembered = 100_000

export interface Guesser {
  /** UUID of the API key or of the member. */
  callerId: string
  /** As the store names them: a customer, a session, an address. Kept as a keyed hash. */
  visitor?: string | undefined
}

export interface GuessGuard {
  /** @throws Problem 429 */
  check(guesser: Guesser, options: { namesCustomer: boolean }): void
  /** An unknown code. @throws Problem 429 where it was one too many */
  count(guesser: Guesser, options: { namesCustomer: boolean }): Promise<void>
}

export function createGuessGuard(pool: Pool, secret: string): GuessGuard {
  const store = { storeClient: createGuessStore(pool), storeType: 'pool', tableName: guessTable, tableCreated: true }
  const limiters = {
    key: new RateLimiterPostgres({ ...store, keyPrefix: 'key', ...keyLimit }),
    visitor: new RateLimiterPostgres({ ...store, keyPrefix: 'visitor', ...visitorLimit }),
  }
  /** By limiter and name, until when. */
  const blocked = new Map<string, number>()

  const namesOf = ({ callerId, visitor }: Guesser) => [
    { kind: 'key' as const, name: callerId },
    ...(visitor === undefined ? [] : [{ kind: 'visitor' as const, name: hashVisitor(secret, callerId, visitor) }]),
  ]

  const check: GuessGuard['check'] = (guesser, { namesCustomer }) => {
    for (const { kind, name } of namesOf(guesser)) {
      const waitMs = (blocked.get(`${kind}:${name}`) ?? 0) - Date.now()
      if (waitMs <= 0 || (kind === 'key' && namesCustomer)) continue
      throw new Problem('too_many_guesses', { headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) } })
    }
  }

  return {
    check,
    async count(guesser, options) {
      for (const { kind, name } of namesOf(guesser)) {
        try {
          await limiters[kind].consume(name)
        } catch (error) {
          if (!(error instanceof RateLimiterRes)) throw error
          if (blocked.size >= mostRemembered) blocked.clear()
          blocked.set(`${kind}:${name}`, Date.now() + error.msBeforeNext)
        }
      }
      check(guesser, options)
    },
  }
}

function hashVisitor(secret: string, callerId: string, visitor: string): string {
  return createHmac('sha256', secret).update(`voucher visitor ${callerId} ${visitor}`).digest('base64url')
}
