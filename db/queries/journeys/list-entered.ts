/** Who has entered an autopilot before. */
import type { EnteredBefore } from '../../../domain/journeys/admit-entries.ts'
import type { Sql } from '../../client.ts'

export async function listEntered(sql: Sql, autopilotId: string): Promise<EnteredBefore[]> {
  return sql<EnteredBefore[]>`
    SELECT customer_id AS "customerId", occurrence, matched_at AS "matchedAt" FROM journeys WHERE autopilot_id = ${autopilotId}`
}
