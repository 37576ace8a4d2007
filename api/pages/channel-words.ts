/** What the channels are called to customers. */
import type { ChannelName } from '../../domain/channels.ts'

export const channelWords: Readonly<Record<ChannelName, { messages: string; label: string; sending: string }>> = {
  email: { messages: 'emails', label: 'Emails', sending: 'email you' },
  sms: { messages: 'text messages', label: 'Text messages', sending: 'text you' },
  push: { messages: 'notifications', label: 'Notifications', sending: 'send you notifications' },
}
