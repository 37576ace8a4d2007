/** The evidence of consent, newest first. */
import type { ChannelName } from '../../domain/channels.ts'
import type { Sql } from '../client.ts'
import type { Evidence } from './consent-evidence.ts'

export interface ConsentEvent extends Omit<Evidence, 'sendId'> {
  recordedAt: Date
  /** Null of one who was removed since. */
  memberName: string | null
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
    SELECT e.id, customer_id AS "customerId", channel, status, previous_status AS "previousStatus", source, address, wording_version AS "wordingVersion",
      is_applied AS "isApplied", occurred_at AS "occurredAt", recorded_at AS "recordedAt", member_id AS "memberId", m.name AS "memberName"
    FROM consent_events e LEFT JOIN members m ON m.id = e.member_id
    WHERE true
      ${customerId === undefined ? sql`` : sql`AND customer_id = ${customerId}`}
      ${channel === undefined ? sql`` : sql`AND channel = ${channel}`}
      ${before === undefined ? sql`` : sql`AND e.id < ${before}`}
    ORDER BY e.id DESC LIMIT ${limit}`
}
