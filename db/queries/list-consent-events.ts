/** The evidence of consent, newest first. */
import type { ChannelName } from '../../domain/channels.ts'
import type { ConsentStatus } from '../../domain/consents.ts'
import type { Sql } from '../client.ts'

export interface ConsentEvent {
  /** UUID. */
  id: string
  customerId: string
  channel: ChannelName
  status: ConsentStatus
  previousStatus: ConsentStatus
  source: string
  address: string | null
  wordingVersion: string | null
  isApplied: boolean
  occurredAt: Date
  recordedAt: Date
}

/** In the order in which it was recorded, from before the given id. */
export async function listConsentEvents(
  sql: Sql,
  {
    customerId,
    channel,
    before,
    limit,
  }: { customerId?: string | undefined; channel?: ChannelName | undefined; before?: string | undefined; limit: number },
): Promise<ConsentEvent[]> {
  return sql<ConsentEvent[]>`
    SELECT id, customer_id AS "customerId", channel, status, previous_status AS "previousStatus", source, address, wording_version AS "wordingVersion",
      is_applied AS "isApplied", occurred_at AS "occurredAt", recorded_at AS "recordedAt"
    FROM consent_events
    WHERE true
      ${customerId === undefined ? sql`` : sql`AND customer_id = ${customerId}`}
      ${channel === undefined ? sql`` : sql`AND channel = ${channel}`}
      ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}
