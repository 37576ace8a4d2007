/** The verdicts of the contact policy on a journey's messages. */
import type { Sql } from '../../client.ts'

export interface StoredVerdict {
  at: Date
  step: string
  channel: string
  verdict: 'send' | 'skip' | 'defer'
  reason: string | null
  until: Date | null
  inputs: Record<string, unknown> | null
}

/** In the order in which they were given. */
export async function readVerdicts(sql: Sql, journeyId: string): Promise<StoredVerdict[]> {
  return sql<StoredVerdict[]>`
    SELECT decided_at AS at, step, channel, verdict, reason, defer_until AS until, inputs FROM journey_verdicts
    WHERE journey_id = ${journeyId} ORDER BY decided_at, visit, attempt`
}
