/** The channels with the provider accounts that are configured, and their rates. */
import type { SendPathDependencies } from '../activities/send-path.ts'
import { createEmailChannel } from '../channels/email-resend.ts'
import { createSmsChannel } from '../channels/sms-vonage.ts'
import { createUnconfiguredChannel } from '../channels/unconfigured.ts'
import { createPushChannel } from '../channels/web-push.ts'
import type { Config } from '../config.ts'

const timeoutMs = 30_000

export function createProviderChannels({
  resend,
  vonage,
  push,
  sandbox,
  publicUrl,
}: Pick<Config, 'resend' | 'vonage' | 'push' | 'sandbox' | 'publicUrl'>): Pick<SendPathDependencies, 'channels' | 'requestsPerSecond'> {
  return {
    channels: {
      email: resend === undefined ? createUnconfiguredChannel('email') : createEmailChannel({ ...resend, timeoutMs }),
      sms: vonage === undefined ? createUnconfiguredChannel('sms') : createSmsChannel({ ...vonage, timeoutMs }),
      // A push service that stands in for a real one lives on loopback, where an installation that customers reach has nothing to post to.
      push:
        push === undefined
          ? createUnconfiguredChannel('push')
          : createPushChannel({ ...push, timeoutMs: 10_000, allowLoopback: isLoopback({ sandbox, publicUrl }) }),
    },
    requestsPerSecond: {
      email: resend?.requestsPerSecond ?? Number.POSITIVE_INFINITY,
      sms: vonage?.messagesPerSecond ?? Number.POSITIVE_INFINITY,
      push: push?.requestsPerSecond ?? Number.POSITIVE_INFINITY,
    },
  }
}

/** Whether the installation itself lives on this machine alone, and so may call what does. */
export function isLoopback({ sandbox, publicUrl }: Pick<Config, 'sandbox' | 'publicUrl'>): boolean {
  return sandbox.url !== undefined || ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(publicUrl).hostname)
}
