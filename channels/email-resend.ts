/**
 * Email through Resend. A request is repeated harmlessly: Resend keeps its idempotency key for 24 hours. Every request goes to the batch
 * endpoint, one message included, since a key that was used there must be refused as used when people have dropped out of the batch and one is left.
 *
 * Validation is permissive: Resend then sends what is valid and names the rest by their places, so that one bad address costs nobody else their
 * message. (A strict batch is refused whole, and calling its messages one by one under keys of their own would be a second message for all of them
 * if the batch were found valid when it is called again.)
 */
import { Resend } from 'resend'
import type { Channel, Outcome, OutgoingMessage } from './channel.ts'
import type { EmailContent } from './content.ts'
import { classifyEmailAnswer } from './email-resend-outcomes.ts'
import { watchRequest } from './unsent-requests.ts'

export interface EmailChannelOptions {
  apiKey: string
  /** `https://api.resend.com`, or whatever speaks its protocol. */
  baseUrl: string
  /** For a whole request, its answer included. */
  timeoutMs: number
}

const batchSize = 100

/** Under this tag the delivery reference comes back with every webhook. */
const emailRefTag = 'regulars_ref'

export function createEmailChannel({ apiKey, baseUrl, timeoutMs }: EmailChannelOptions): Channel<EmailContent> {
  const resend = new Resend(apiKey, { baseUrl: baseUrl.replace(/\/+$/, '') })

  async function send(
    messages: OutgoingMessage<EmailContent>[],
    options: { idempotencyKey: string; signal?: AbortSignal },
  ): Promise<Outcome[]> {
    if (messages.length > batchSize) throw new RangeError(`A batch takes ${batchSize} messages, not ${messages.length}`)
    if (messages.length === 0) return []
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal])
    // The SDK never throws for what became of the request, and hides why it has no answer.
    const [answer, isNeverSent] = await watchRequest(options.idempotencyKey, () =>
      resend.batch.send(messages.map(toPayload), { batchValidation: 'permissive', idempotencyKey: options.idempotencyKey, signal }),
    )
    return classifyEmailAnswer(answer, {
      count: messages.length,
      isAborted: signal.aborted,
      isNeverSent,
      nowAt: Date.now(),
    })
  }

  return { name: 'email', repeatSafety: 'idempotent', batchSize, send }
}

function toPayload({ ref, content }: OutgoingMessage<EmailContent>) {
  const { from, to, replyTo, subject, html, text, headers } = content
  return { from, to, replyTo, subject, html, text, headers, tags: [{ name: emailRefTag, value: ref }] }
}
