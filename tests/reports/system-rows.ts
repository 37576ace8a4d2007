/** Calls to providers and samples of the system, for the reports on them. */
import type { Pool } from '../../db/client.ts'
import { keepCalls } from '../../db/queries/provider-calls/keep-calls.ts'
import { insertSystemSample } from '../../db/queries/operations/system-samples.ts'
import { findTimeBucket } from '../../domain/call-times.ts'
import type { HealthLevel } from '../../domain/health-levels.ts'
import { type SystemPartName, systemParts } from '../../domain/system-health.ts'
import { createRandom } from './random.ts'

export interface MadeCall {
  at: Date
  channel: 'email' | 'sms' | 'push'
  code: string
  tookMs: number
  isRetry: boolean
  messages: number
}

/** From 28 March on for four days, some at the very beginning of a day. */
export function makeCalls(): MadeCall[] {
  const random = createRandom(3)
  return Array.from({ length: 2_000 }, () => ({
    at: new Date(Date.parse('2026-03-27T22:00:00Z') + random.upTo(4 * 48) * 1_800_000 + random.upTo(3) * 60_000),
    channel: random.pick(['email', 'email', 'sms'] as const),
    code: random.pick(['ok', 'ok', 'ok', 'rate_limited', 'timed_out']),
    tookMs: 20 * 1.3 ** random.upTo(25) * (1 + random.upTo(1_000) / 1_000),
    isRetry: random.chance(0.1),
    messages: 1 + random.upTo(100),
  }))
}

export async function addCalls(pool: Pool, calls: readonly MadeCall[]): Promise<void> {
  // As several workers would, each a few at a time.
  for (let from = 0; from < calls.length; from += 200) {
    const counted = new Map<string, Parameters<typeof keepCalls>[1][number]>()
    for (const { at, channel, code, tookMs, isRetry, messages } of calls.slice(from, from + 200)) {
      const minuteAt = new Date(Math.floor(at.getTime() / 60_000) * 60_000)
      const timeBucket = findTimeBucket(tookMs)
      const key = `${minuteAt.getTime()} ${channel} ${code} ${timeBucket}`
      const known = counted.get(key) ?? { minuteAt, channel, code, timeBucket, calls: 0, retries: 0, messages: 0 }
      counted.set(key, {
        ...known,
        calls: known.calls + 1,
        retries: known.retries + (isRetry ? 1 : 0),
        messages: known.messages + messages,
      })
    }
    await keepCalls(pool, [...counted.values()], [])
  }
}

/** The smallest that the share is not above. */
export function exactQuantile(times: readonly number[], share: number): number | undefined {
  return times.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * times.length)) - 1]
}

/** Everything is well but the outbox. */
export async function addSample(
  pool: Pool,
  at: Date,
  { level, outboxAgeMs }: { level: HealthLevel; outboxAgeMs: number | null },
): Promise<void> {
  const codes = level === 'green' ? [] : ['outbox_waits']
  const parts = Object.fromEntries(
    systemParts.map((part) => [
      part,
      part === 'outbox' ? { level, codes, figures: { rows: 1, oldestAgeMs: outboxAgeMs } } : { level: 'green', codes: [], figures: {} },
    ]),
  ) as unknown as Record<SystemPartName, { level: HealthLevel; codes: string[]; figures: Record<string, number | null> }>
  await insertSystemSample(pool, { at, level, parts })
}
