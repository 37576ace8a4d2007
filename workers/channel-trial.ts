/**
 * One message through a channel's real sender, outside of any campaign, for whoever sets it up and waits for the provider's answer. It keeps to the
 * account's rate, and is called once: what the answer leaves open is the operator's to judge.
 */
import { callProvider } from '../activities/call-provider.ts'
import type { ChannelContent, SendPathDependencies } from '../activities/send-path.ts'
import type { ChannelTrial, TrialAnswer } from '../api/dependencies.ts'
import type { Outcome } from '../channels/channel.ts'
import { blockProvider, reserveRequestSlots } from '../db/queries/provider-clocks.ts'
import type { ChannelName } from '../domain/channels.ts'
import { formatDeliveryRef } from '../domain/ids.ts'

type TrialDependencies = Pick<SendPathDependencies, 'pool' | 'channels' | 'requestsPerSecond' | 'countCall' | 'now'>

/** A person waits. */
const waitAtMostMs = 5_000

export function createChannelTrial(dependencies: TrialDependencies): ChannelTrial {
  const { pool, requestsPerSecond } = dependencies

  async function tryChannel<Name extends ChannelName>(channel: Name, testId: string, content: ChannelContent[Name]): Promise<TrialAnswer> {
    const waitMs = await reserveRequestSlots(pool, { provider: channel, requests: 1, perSecond: requestsPerSecond[channel] })
    if (waitMs > waitAtMostMs) return { outcome: 'retry', code: 'busy', tookMs: 0 }
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    const startedAt = performance.now()
    // No delivery has this reference: what the provider tells of it later is nobody's.
    const ref = formatDeliveryRef({ sendId: testId, customerId: testId })
    const [outcome] = await callProvider(dependencies, {
      channel,
      messages: [{ ref, content }],
      idempotencyKey: `test:${testId}`,
      isRetry: false,
    })
    const tookMs = performance.now() - startedAt
    if (outcome === undefined) return { outcome: 'unknown', code: 'unreadable_answer', tookMs }
    if (outcome.kind === 'retry' && outcome.code === 'rate_limited' && outcome.retryAfterMs !== undefined)
      await blockProvider(pool, channel, outcome.retryAfterMs)
    return { outcome: outcome.kind, code: readCode(outcome), tookMs }
  }

  return (test) => {
    switch (test.channel) {
      case 'email':
        return tryChannel('email', test.testId, test.content)
      case 'sms':
        return tryChannel('sms', test.testId, test.content)
      case 'push':
        return tryChannel('push', test.testId, test.content)
    }
  }
}

function readCode(outcome: Outcome): string | null {
  return outcome.kind === 'accepted' ? null : outcome.code
}
