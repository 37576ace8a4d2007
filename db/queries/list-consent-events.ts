/** The evidence of consent, newest first. */
import type { ChannelName } from '../../domain/channels.ts'
import type { Sql } from '../client.ts'
import type { Evidence } from './consent-evidence.ts'

export type ConsentEvent = Omit<Evidence, 'sendId'> & { recordedAt: Date }

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
