/** What decides whether one customer may be written to, channel by channel: addresses, consent, suppressions, the contact clock, and where the customer's clock is. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { ConsentStatus } from '../../../domain/consents.ts'
import { splitZones } from '../../../domain/recipient-zones.ts'
import type { SuppressionReason } from '../../../domain/suppressions.ts'
import type { Sql } from '../../client.ts'
import { selectZones } from '../sends/recipient-zones.ts'

export interface ChannelContact {
  channel: ChannelName
  /** Of push, the devices' endpoints. */
  addresses: string[]
  consent: ConsentStatus
  suppressions: { address: string; reason: SuppressionReason; source: string; since: string }[]
  lastContactAt: Date | null
}

export interface CustomerContact {
  lastContactAt: Date | null
  zones: string[]
  channels: ChannelContact[]
}

interface Row {
  channel: ChannelName
  addresses: string[]
  consent: ConsentStatus
  suppressions: ChannelContact['suppressions']
  lastContactAt: Date | null
  lastContactOfAllAt: Date | null
  zones: string
}

/** Undefined when there is no such customer. */
export async function readContact(sql: Sql, customerId: string, storeTimeZone: string): Promise<CustomerContact | undefined> {
  const rows = await sql<Row[]>`
    SELECT h.channel, h.addresses, h.consent, h.last_contact_at AS "lastContactAt", s.last_contact_at AS "lastContactOfAllAt", ${selectZones(sql, 'c', storeTimeZone)} AS zones,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('address', x.address, 'reason', x.reason, 'source', x.source,
          'since', to_char(x.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY x.created_at DESC), '[]')
        FROM suppressions x WHERE x.channel = h.channel AND x.address = ANY (h.addresses)) AS suppressions
    FROM customers c JOIN contact_states s ON s.customer_id = c.id
    CROSS JOIN LATERAL (VALUES
      (1, 'email'::channel, array_remove(ARRAY[c.email], NULL), s.email_consent, s.last_email_at),
      (2, 'sms', array_remove(ARRAY[c.phone], NULL), s.sms_consent, s.last_sms_at),
      (3, 'push', ARRAY(SELECT d.endpoint FROM push_subscriptions d WHERE d.customer_id = c.id ORDER BY d.id), s.push_consent, s.last_push_at)
    ) AS h (place, channel, addresses, consent, last_contact_at)
    WHERE c.id = ${customerId} ORDER BY h.place`
  const [first] = rows
  if (first === undefined) return undefined
  return {
    lastContactAt: first.lastContactOfAllAt,
    zones: splitZones(first.zones),
    channels: rows.map(({ lastContactOfAllAt: _all, zones: _zones, ...channel }) => channel),
  }
}
