/** An address on a channel, in the form in which it is kept and compared. */
import type { ChannelName } from './channels.ts'
import { normaliseEmail } from './email-addresses.ts'
import { normalisePhone } from './phone-numbers.ts'
import { normaliseEndpoint } from './push-subscriptions.ts'

/** Undefined for what is not an address there. For push it is the subscription's endpoint. */
export function normaliseAddress(channel: ChannelName, text: string, defaultCountry: string): string | undefined {
  switch (channel) {
    case 'email':
      return normaliseEmail(text)
    case 'sms':
      return normalisePhone(text, defaultCountry)
    case 'push':
      return normaliseEndpoint(text)
  }
}
