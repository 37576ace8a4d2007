/** What lists of customers are filtered by, as a condition on `c` (a customer) and `s` (the contact state). */
import type { ChannelName } from '../../../domain/channels.ts'
import type { ConsentStatus } from '../../../domain/consents.ts'
import type { SegmentKey } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { segmentMembers } from '../segments/segment-members.ts'

export interface CustomerFilter {
  /** UUIDs. */
  ids?: string[] | undefined
  email?: string | undefined
  phone?: string | undefined
  externalId?: string | undefined
  /** Anywhere in a name, an address or the external id. */
  q?: string | undefined
  segment?: SegmentKey | undefined
  /** Of those in the segment: who has entered it since then. */
  enteredSince?: Date | undefined
  consent?: { channel: ChannelName; status: ConsentStatus } | undefined
  /** Marketing may go there: subscribed, with an address that is not suppressed. */
  reachable?: ChannelName | undefined
  /** UUID. */
  groupId?: string | undefined
  /** A valid order was placed, or none. */
  hasOrdered?: boolean | undefined
}

export function isWanted(sql: Sql, filter: CustomerFilter): Fragment {
  const { ids, email, phone, externalId, q, segment, enteredSince, consent, reachable, groupId, hasOrdered } = filter
  const conditions = [
    ids === undefined ? undefined : sql`c.id = ANY (${ids}::uuid[])`,
    email === undefined ? undefined : sql`c.email = ${email}`,
    phone === undefined ? undefined : sql`c.phone = ${phone}`,
    externalId === undefined ? undefined : sql`c.external_id = ${externalId}`,
    q === undefined ? undefined : isFound(sql, q),
    segment === undefined ? undefined : sql`c.id IN (${segmentMembers(sql, segment)})`,
    segment === undefined || enteredSince === undefined
      ? undefined
      : sql`c.id IN (SELECT h.customer_id FROM segment_changes h WHERE h.changed_at >= ${enteredSince} AND ${segment}::text = ANY (h.entered))`,
    consent === undefined ? undefined : sql`s.${sql(`${consent.channel}_consent`)} = ${consent.status}`,
    reachable === undefined ? undefined : isReachable(sql, reachable),
    groupId === undefined ? undefined : sql`c.id IN (SELECT g.customer_id FROM group_members g WHERE g.group_id = ${groupId})`,
    hasOrdered === undefined ? undefined : hasOrdered ? sql`m.customer_id IS NOT NULL` : sql`m.customer_id IS NULL`,
  ].filter((condition) => condition !== undefined)
  return conditions.reduce((all, condition) => sql`${all} AND ${condition}`, sql`true`)
}

/** What can only be an address or a number is looked for there alone: comparing names without their case is most of what a search costs. */
function isFound(sql: Sql, q: string): Fragment {
  const pattern = toPattern(q)
  if (q.includes('@')) return sql`(c.email LIKE ${pattern.toLowerCase()} OR c.external_id LIKE ${pattern})`
  if (/^[\d +()/.-]*\d[\d +()/.-]*$/.test(q)) {
    const digits = q.replaceAll(/\D/g, '').replace(/^0+/, '')
    return sql`(c.external_id LIKE ${pattern} OR c.phone LIKE ${`%${digits}%`} AND ${digits.length > 2} OR c.email LIKE ${pattern})`
  }
  return sql`concat_ws(' ', c.first_name, c.last_name, c.email, c.phone, c.external_id) ILIKE ${pattern}`
}

function toPattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

function isReachable(sql: Sql, channel: ChannelName): Fragment {
  if (channel === 'push')
    return sql`s.push_consent = 'subscribed' AND EXISTS (
      SELECT FROM push_subscriptions d WHERE d.customer_id = c.id
        AND NOT EXISTS (SELECT FROM suppressions x WHERE x.channel = 'push' AND x.address = d.endpoint))`
  const address = channel === 'email' ? sql`c.email` : sql`c.phone`
  return sql`s.${sql(`${channel}_consent`)} = 'subscribed' AND ${address} IS NOT NULL
    AND NOT EXISTS (SELECT FROM suppressions x WHERE x.channel = ${channel} AND x.address = ${address})`
}
