/** What the store has configured, with the defaults that a new store starts from. Each topic is one row of `settings`. */
import type { ChannelName } from './channels.ts'
import { defaultSegmentSettings, type SegmentSettings } from './segment-settings.ts'

export interface StoreSettings {
  name: string
  url: string
  /** In every marketing email (CAN-SPAM). */
  postalAddress: string
  /** IANA name. */
  timeZone: string
  /** ISO 4217. */
  currency: string
  /** ISO 3166-1 alpha-2: how phone numbers without a country code are read. */
  country: string
  sender: { name: string; email: string }
  replyTo: string | null
  smsSender: string
  /** Price of one SMS part in millionths of the currency, for estimates before the provider has said. */
  smsPartCostMicros: number
}

export interface QuietHours {
  /** Local wall-clock times, `HH:MM`; `from` later than `until` spans midnight. */
  from: string
  until: string
}

export interface ContactPolicySettings {
  /** The shortest time between two marketing contacts with one customer, over all channels. */
  cooldownMs: number
  /** Longer ones between two contacts on the same channel. */
  channelCooldownMs: Partial<Record<ChannelName, number>>
  quietHours: Partial<Record<ChannelName, QuietHours>>
  /** Orders within this long after a contact are counted for it. */
  attributionWindowMs: number
}

export interface VoucherSettings {
  /** How many vouchers one customer may have open at a time, over all offers and campaigns; null is no limit. */
  maxOpenPerCustomer: number | null
}

export interface Settings {
  store: StoreSettings
  contact_policy: ContactPolicySettings
  segments: SegmentSettings
  vouchers: VoucherSettings
}

export const defaultSettings: Settings = {
  store: {
    name: 'My store',
    url: 'https://store.example',
    postalAddress: 'My store, 1 Market Street, 10115 Berlin, Germany',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    country: 'DE',
    sender: { name: 'My store', email: 'hello@store.example' },
    replyTo: null,
    smsSender: 'Regulars',
    smsPartCostMicros: 33_300,
  },
  contact_policy: {
    cooldownMs: 24 * 3_600_000,
    channelCooldownMs: {},
    quietHours: { sms: { from: '21:00', until: '08:00' } },
    attributionWindowMs: 7 * 24 * 3_600_000,
  },
  segments: defaultSegmentSettings,
  vouchers: { maxOpenPerCustomer: null },
}
