/** Stands where a provider has no keys: nothing leaves, nothing is lost, and a page waits until somebody has set it up. */
import type { ChannelName } from '../domain/channels.ts'
import type { Channel } from './channel.ts'

const askAgainMs = 60_000

export function createUnconfiguredChannel<Content>(name: ChannelName): Channel<Content> {
  return {
    name,
    repeatSafety: name === 'email' ? 'idempotent' : name === 'sms' ? 'look_up' : 'replaces',
    batchSize: name === 'email' ? 100 : 1,
    send: async (messages) => messages.map(() => ({ kind: 'retry', code: 'unauthorized', retryAfterMs: askAgainMs })),
  }
}
