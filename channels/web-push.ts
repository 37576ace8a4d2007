/**
 * Web push to all devices of a customer: encrypted for each (RFC 8291), signed for each push service (VAPID, RFC 8292). A repeat replaces the
 * first message on a device: the same `Topic` while it waits at the push service, the same notification tag once it is shown.
 */
import { createHash } from 'node:crypto'
import webPush from 'web-push'
import { createAddressGuard, type AddressGuardOptions } from './address-guard.ts'
import type { Channel, Outcome, OutgoingMessage } from './channel.ts'
import type { PushContent, PushTarget } from './content.ts'
import { createPushRequest } from './push-request.ts'
import { createVapidSigner } from './vapid-signer.ts'
import { classifyPushAnswer, classifyPushFault, joinTargets } from './web-push-outcomes.ts'

export interface PushChannelOptions extends AddressGuardOptions {
  /** VAPID, base64url. */
  publicKey: string
  privateKey: string
  /** `mailto:` or https URL under which push services reach the sender. */
  subject: string
  /** For each request. */
  timeoutMs: number
}

/** The largest plaintext that fits a push message of 4,096 bytes once encrypted. */
const longestPayloadBytes = 3_993

export function createPushChannel(options: PushChannelOptions): Channel<PushContent> {
  const guard = createAddressGuard(options)
  const request = createPushRequest(guard.lookup)
  const sign = createVapidSigner(options)

  async function sendToTarget(
    { endpoint, p256dh, auth }: PushTarget,
    message: { payload: string; topic: string; ttlSeconds: number },
    aborted: AbortSignal | undefined,
  ): Promise<Outcome> {
    const url = guard.parseEndpoint(endpoint)
    if (url === undefined) return { kind: 'failed', code: 'address_refused' }
    const timeout = AbortSignal.timeout(options.timeoutMs)
    const signal = aborted === undefined ? timeout : AbortSignal.any([timeout, aborted])
    let details
    try {
      details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, message.payload, {
        TTL: message.ttlSeconds,
        topic: message.topic,
        headers: { Authorization: sign(url.origin) },
      })
    } catch {
      // The subscription's keys are not keys.
      return { kind: 'failed', code: 'invalid_recipient' }
    }
    try {
      const answer = await request(url, { headers: details.headers, body: details.body, signal })
      return classifyPushAnswer(answer, Date.now())
    } catch (fault) {
      return classifyPushFault(fault, signal.aborted)
    }
  }

  async function sendOne({ ref, content }: OutgoingMessage<PushContent>, signal: AbortSignal | undefined): Promise<Outcome> {
    const payload = formatPushPayload(ref, content)
    if (Buffer.byteLength(payload) > longestPayloadBytes) return { kind: 'failed', code: 'too_large' }
    const message = { payload, topic: formatTopic(ref), ttlSeconds: content.ttlSeconds }
    const outcomes = await Promise.all(content.targets.map((target) => sendToTarget(target, message, signal)))
    return joinTargets(
      content.targets.map(({ subscriptionId }, place) => ({
        subscriptionId,
        outcome: outcomes[place] ?? { kind: 'unknown', code: 'connection_lost' },
      })),
    )
  }

  return {
    name: 'push',
    repeatSafety: 'replaces',
    batchSize: 1,
    async send(messages, { signal }) {
      if (messages.length > 1) throw new RangeError(`A request takes one message, not ${messages.length}`)
      return Promise.all(messages.map((message) => sendOne(message, signal)))
    },
  }
}

/** What the service worker gets: `{title, body, url, icon?, tag}`. */
function formatPushPayload(ref: string, { title, body, url, icon }: PushContent): string {
  return JSON.stringify({ title, body, url, ...(icon === undefined ? {} : { icon }), tag: ref })
}

/** At most 32 characters of base64url (RFC 8030, section 5.4). */
function formatTopic(ref: string): string {
  return createHash('sha256').update(ref).digest('base64url').slice(0, 32)
}
