/** What a customer changes through a link in a message, with its evidence, in one transaction: when this has returned, it has committed. */
import { type ChannelName, channelNames } from '../../domain/channels.ts'
import type { ConsentStatus } from '../../domain/consents.ts'
import type { DeliveryKey } from '../../domain/ids.ts'
import type { Pool } from '../client.ts'
import { recordConsents } from './consents.ts'
import { recordUnsubscribes } from './engagement/record-unsubscribes.ts'
import { readLinkedDelivery, readPreferences } from './preferences.ts'

export interface PreferenceChange {
  /** The message that the link is in. */
  delivery: DeliveryKey
  linkChannel: ChannelName
  /** Wanted statuses; channels that are left out stay as they are. */
  wanted: Partial<Record<ChannelName, 'subscribed' | 'unsubscribed'>>
  source: 'one_click' | 'unsubscribe_link' | 'preference_page'
  /** Of the page, or of the header, that was answered. */
  wordingVersion: string
  at: Date
}

/** Says which channels changed. Asking for what is so already changes nothing and leaves no second evidence. */
export async function changePreferences(pool: Pool, change: PreferenceChange): Promise<ChannelName[]> {
  const { delivery, linkChannel, wanted, source, wordingVersion, at } = change
  const changed = await pool.begin(async (sql) => {
    // Before anything is read: two clicks at the same moment are one after the other.
    const statuses = await lockStatuses(sql, delivery.customerId)
    if (statuses === undefined) return []
    const channels = channelNames.filter((channel) => wanted[channel] !== undefined && wanted[channel] !== statuses[channel])
    const addresses = new Map((await readPreferences(sql, delivery.customerId)).map(({ channel, address }) => [channel, address]))
    const { address } = await readLinkedDelivery(sql, delivery, linkChannel)
    if (address !== null) addresses.set(linkChannel, address)
    await recordConsents(
      sql,
      channels.map((channel) => ({
        customerId: delivery.customerId,
        channel,
        status: wanted[channel] ?? 'unsubscribed',
        source,
        address: addresses.get(channel) ?? null,
        wordingVersion,
        sendId: delivery.sendId,
        occurredAt: at,
      })),
    )
    if (channels.includes(linkChannel) && wanted[linkChannel] === 'unsubscribed')
      await recordUnsubscribes(sql, [{ delivery, channel: linkChannel }], at)
    return channels
  })
  return changed
}

async function lockStatuses(
  sql: Parameters<typeof readPreferences>[0],
  customerId: string,
): Promise<Record<ChannelName, ConsentStatus> | undefined> {
  const [row] = await sql<Record<ChannelName, ConsentStatus>[]>`
    SELECT email_consent AS email, sms_consent AS sms, push_consent AS push FROM contact_states WHERE customer_id = ${customerId} FOR NO KEY UPDATE`
  return row
}
