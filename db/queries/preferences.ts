/** What a customer may see and change about how we write to them, per channel. */
import type { ChannelName } from '../../domain/channels.ts'
import type { ConsentStatus } from '../../domain/consents.ts'
import type { DeliveryKey } from '../../domain/ids.ts'
import type { SuppressionReason } from '../../domain/suppressions.ts'
import type { Sql } from '../client.ts'

export interface ChannelPreference {
  channel: ChannelName
  /** The email address, the phone number; of push, the latest endpoint. */
  address: string
  consent: ConsentStatus
  suppression: SuppressionReason | null
}

/** The channels on which the customer has an address, in the order email, sms, push. Empty when there is no such customer. */
export async function readPreferences(sql: Sql, customerId: string): Promise<ChannelPreference[]> {
  return sql<ChannelPreference[]>`
    SELECT a.channel, a.address, a.consent, x.reason AS suppression
    FROM customers c JOIN contact_states s ON s.customer_id = c.id
    CROSS JOIN LATERAL (VALUES
      ('email'::channel, c.email, s.email_consent), ('sms', c.phone, s.sms_consent),
      ('push', (SELECT endpoint FROM push_subscriptions p WHERE p.customer_id = c.id ORDER BY p.id DESC LIMIT 1), s.push_consent)
    ) AS a (channel, address, consent)
    LEFT JOIN suppressions x ON x.channel = a.channel AND x.address = a.address
    WHERE c.id = ${customerId} AND a.address IS NOT NULL
    ORDER BY a.channel`
}

export interface LinkedDelivery {
  /** Where the message went; null when the customer was erased. */
  address: string | null
  /** Null when there is no such customer (any more). */
  consent: ConsentStatus | null
}

/** The delivery that a link names, with the consent on its channel. A link outlives both. */
export async function readLinkedDelivery(sql: Sql, { sendId, customerId }: DeliveryKey, channel: ChannelName): Promise<LinkedDelivery> {
  const [row] = await sql<[LinkedDelivery]>`
    SELECT (SELECT address FROM deliveries WHERE send_id = ${sendId} AND customer_id = ${customerId} AND channel = ${channel}) AS address,
      (SELECT ${sql(`${channel}_consent`)} FROM contact_states WHERE customer_id = ${customerId}) AS consent`
  return row
}
