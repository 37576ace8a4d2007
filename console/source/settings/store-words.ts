/** The store's settings in words. */
import type { SettingsByTopic } from './settings-queries.ts'

type Store = SettingsByTopic['store']

const asItIs = (text: string) => text

export const storeWords: { [Field in keyof Store]-?: { label: string; show: (value: Store[Field]) => string } } = {
  name: { label: 'Name', show: asItIs },
  url: { label: 'Website', show: asItIs },
  postalAddress: { label: 'Postal address', show: asItIs },
  timeZone: { label: 'Time zone', show: asItIs },
  currency: { label: 'Currency', show: asItIs },
  country: { label: 'Country', show: asItIs },
  sender: { label: 'Sender of emails', show: ({ name, email }) => `${name} <${email}>` },
  replyTo: { label: 'Reply address', show: (address) => address ?? 'none' },
  smsSender: { label: 'Sender of SMS', show: asItIs },
  smsPartCostMicros: { label: 'Price of an SMS part', show: (micros) => String(micros / 1_000_000) },
}
