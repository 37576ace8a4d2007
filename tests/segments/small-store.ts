/** A small store as of one instant: twelve customers with rhythms of their own. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from '../../db/client.ts'
import { judgeSegments, type OracleOrder } from './segment-oracle.ts'

const dayMs = 86_400_000
export const at = new Date('2026-06-30T12:00:00Z')
export const daysLater = (days: number) => new Date(at.getTime() + days * dayMs)

export function order(customer: string, daysAgo: number, netMinor = 1000): OracleOrder {
  return { customer, placedAtMs: at.getTime() - daysAgo * dayMs, netMinor, isValid: true }
}

/** Everyone's segments as the rules have them, in alphabetical order. */
export function judge(orders: OracleOrder[], instant: Date): Map<string, string[]> {
  return new Map(
    [...judgeSegments(orders, instant.getTime())].map(([customer, scores]) => [customer, [scores.stage, ...scores.tags].toSorted()]),
  )
}

export const regulars = Array.from({ length: 12 }, (_, index) =>
  [10, 40, 70].map((days) => order(`regular ${index}`, days + index, 1000 + index)),
).flat()

/** Until somebody in this database waits for a lock. */
export async function waitForLock(sql: Pool): Promise<void> {
  for (;;) {
    const waiting = await sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    if (waiting.length > 0) return
    await pause(5)
  }
}
