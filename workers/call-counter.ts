/**
 * Counts the worker's calls to providers, in memory, and adds them to the database every few seconds, whatever their number. A worker that is killed takes the last
 * few seconds of its counts along; a database that is away gets them later.
 */
import type { ProviderCall } from '../activities/call-provider.ts'
import type { Pool } from '../db/client.ts'
import { type CountedCalls, forgetCalls, keepCalls, type KeptFailure } from '../db/queries/provider-calls/keep-calls.ts'
import { findTimeBucket } from '../domain/call-times.ts'

export interface CallCounter {
  count(call: ProviderCall): void
  /** Keeps what has been counted by now. */
  flush(): Promise<void>
  /** Keeps the rest and ends. */
  close(): Promise<void>
}

const flushEveryMs = 5_000
const forgetEveryMs = 3_600_000
const keptForMs = 90 * 86_400_000
/** While the database is away. Beyond them, failures are counted and no longer kept one by one. */
const failuresAtMost = 10_000

export function createCallCounter({ pool, now, onError }: { pool: Pool; now: () => Date; onError: () => void }): CallCounter {
  let counted = new Map<string, CountedCalls>()
  let failures: KeptFailure[] = []
  let forgotAt = Number.NEGATIVE_INFINITY
  let latest = Promise.resolve()

  function add(more: CountedCalls): void {
    const key = `${more.minuteAt.getTime()} ${more.channel} ${more.code} ${more.timeBucket}`
    const known = counted.get(key)
    if (known === undefined) counted.set(key, more)
    else {
      known.calls += more.calls
      known.retries += more.retries
      known.messages += more.messages
    }
  }

  async function keep(): Promise<void> {
    const taken = { counted: [...counted.values()], failures }
    counted = new Map()
    failures = []
    try {
      if (taken.counted.length > 0) await keepCalls(pool, taken.counted, taken.failures)
    } catch {
      for (const one of taken.counted) add(one)
      failures = [...taken.failures, ...failures].slice(0, failuresAtMost)
      onError()
    }
  }

  async function forget(): Promise<void> {
    if (now().getTime() - forgotAt < forgetEveryMs) return
    forgotAt = now().getTime()
    await forgetCalls(pool, new Date(forgotAt - keptForMs)).catch(onError)
  }

  /** One after the other. */
  async function flush(): Promise<void> {
    latest = latest.then(keep).then(forget)
    await latest
  }

  const timer = setInterval(() => void flush(), flushEveryMs)
  timer.unref()
  return {
    count({ channel, at, tookMs, code, isRetry, messages, failure }) {
      const minuteAt = new Date(Math.floor(at.getTime() / 60_000) * 60_000)
      add({ minuteAt, channel, code, timeBucket: findTimeBucket(tookMs), calls: 1, retries: isRetry ? 1 : 0, messages })
      if (failure !== undefined && failures.length < failuresAtMost) failures.push({ ...failure, at, channel, code })
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
