/** What a provider's answer to a test message means: one sentence on what happened, and one on what to do where something is to be done. */
import type { ChannelName } from './channels.ts'

/** As channels/channel.ts has them. */
export type TestOutcome = 'accepted' | 'failed' | 'retry' | 'unknown'

interface TestWords {
  message: string
  /** Null where nothing is to be done. */
  advice: string | null
}

const credentials: Record<ChannelName, string> = {
  email: 'Check RESEND_API_KEY, and that the sender’s domain is verified at Resend.',
  sms: 'Check VONAGE_APPLICATION_ID and VONAGE_PRIVATE_KEY.',
  push: 'Check VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY: devices that subscribed under other keys do not take messages under these.',
}

const providers: Record<ChannelName, string> = { email: 'Resend', sms: 'Vonage', push: 'The push service' }
const addresses: Record<ChannelName, string> = {
  email: 'RESEND_BASE_URL',
  sms: 'VONAGE_API_HOST',
  push: 'the subscription’s endpoint',
}
const askAgain = 'Try again in a moment.'

export function nameProvider(channel: ChannelName): string {
  return channel === 'push' ? 'Web push' : providers[channel]
}

/** @param code of channels/channel.ts; null for what was accepted */
export function describeTest(channel: ChannelName, outcome: TestOutcome, code: string | null): TestWords {
  const provider = providers[channel]
  if (outcome === 'accepted')
    return {
      message: `${provider} has taken the message over.`,
      advice: 'Whether it arrives is seen where it should arrive.',
    }
  switch (code) {
    case 'unauthorized':
      return { message: `${provider} does not accept these credentials.`, advice: credentials[channel] }
    case 'invalid_recipient':
      return { message: `${provider} refuses this recipient.`, advice: 'Check the address.' }
    case 'message_rejected':
      return { message: `${provider} refuses the message.`, advice: 'Check the sender under Settings, and that the provider knows it.' }
    case 'subscription_gone':
      return {
        message: 'The push service has forgotten all of the customer’s devices.',
        advice: 'Let the customer subscribe again, or choose another one.',
      }
    case 'address_refused':
      return {
        message: 'The subscription’s endpoint is at an address that is not public, and was not called.',
        advice: 'Choose another customer.',
      }
    case 'too_large':
      return { message: `${provider} says that the message is too large.`, advice: 'Shorten the sender’s name.' }
    case 'rate_limited':
      return { message: `${provider} asks to be called less often.`, advice: askAgain }
    case 'quota_exceeded':
      return { message: `The account’s quota at ${provider} is used up.`, advice: 'Raise it there, or wait until it is renewed.' }
    case 'provider_unavailable':
    case 'server_error':
      return { message: `${provider} has trouble of its own.`, advice: askAgain }
    case 'connection_refused':
      return {
        message: `${provider} could not be reached: no connection was made, and nothing was sent.`,
        advice: `Check ${addresses[channel]} and the network.`,
      }
    case 'timed_out':
      return {
        message: `${provider} has not answered in time. The message may have been sent.`,
        advice: 'Look where it should arrive before you try again.',
      }
    case 'connection_lost':
    case 'unreadable_answer':
    case 'no_record':
    case 'key_used':
      return {
        message: `The answer of ${provider} was lost or could not be read. The message may have been sent.`,
        advice: 'Look where it should arrive before you try again.',
      }
    case 'busy':
      return {
        message: 'The channel is busy with a campaign, or the provider has asked to be left alone for a while. Nothing was sent.',
        advice: askAgain,
      }
    default:
      return { message: `${provider} refuses the message.`, advice: 'Its own log says why.' }
  }
}
