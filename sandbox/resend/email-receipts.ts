/**
 * Lets an accepted email take its course: schedules Resend's webhooks about it and, once it is delivered, the
 * people who read it. Faults may drop the receipts, double them, delay them or turn their order round; the
 * instants inside them stay true.
 */
import type { Behaviour } from '../behaviour.ts'
import { isRecord } from '../http-exchange.ts'
import type { EmailItem } from '../inbox-store.ts'
import { outcomeOf } from '../outcomes.ts'
import type { SandboxParts } from '../parts.ts'
import { findLinksInHtml, findOneClickUrl } from '../readers/message-links.ts'
import { PERSON_USER_AGENT } from '../readers/simulated-readers.ts'
import type { Webhook } from '../receipts/webhook-sender.ts'
import { eventsOf, newWebhookId, renderEmailEvent, type EmailEventType, type EventDetails, type SentEmail } from './email-events.ts'
import { signSvix } from './svix-signature.ts'

export type EmailReceipts = ReturnType<typeof createEmailReceipts>

export function createEmailReceipts(parts: SandboxParts) {
  const { behaviour, faults, webhooks, queue, readers, inbox } = parts

  function makeWebhook(type: EmailEventType, email: SentEmail, at: number, details?: EventDetails): Webhook {
    const id = newWebhookId()
    const body = renderEmailEvent(type, email, at, details)
    return {
      provider: 'resend',
      id,
      type,
      path: '/webhooks/resend',
      body,
      sign: (now) => signSvix(parts.credentials.resend.webhookSecret, id, body, now),
    }
  }

  /** `raw` is the email as it was sent, for its links. */
  function follow(email: SentEmail, item: EmailItem, address: string, raw: unknown): void {
    const settings = behaviour.get()
    const drawn = faults.drawForReceipts('resend')
    if (drawn.isOff) return
    const outcome = outcomeOf(address, settings, readers.chance)
    const events = eventsOf(outcome)
    const delays = events.map(({ after }) => Math.round(after * settings.receiptDelayMs) + drawn.lateByMs)
    const postDelays = drawn.isOutOfOrder ? delays.toReversed() : delays
    events.forEach(({ type }, position) => {
      const at = email.createdAt + (delays[position] ?? 0)
      // Made when it is first posted; a doubled receipt is the same webhook twice.
      let webhook: Webhook | undefined
      const once = () => (webhook ??= makeWebhook(type, email, at, { isSoft: outcome === 'soft_bounced' }))
      // In the inbox an event stands when it happens, even where its receipt is late or early.
      noteWhenItHappens(email.id, item, delays[position] ?? 0, type)
      for (let copies = drawn.isTwice ? 2 : 1; copies > 0; copies -= 1) webhooks.schedule(email.id, postDelays[position] ?? 0, once)
    })
    const deliveredAfterMs = delays[events.findIndex(({ type }) => type === 'email.delivered')]
    if (deliveredAfterMs !== undefined) letRead(email, item, address, raw, deliveredAfterMs, settings)
  }

  function noteWhenItHappens(key: string, item: EmailItem, delayMs: number, type: EmailEventType): void {
    queue.add(key, delayMs, async () => {
      const what = type.slice('email.'.length)
      inbox.note(item, parts.clock(), what, what)
      return undefined
    })
  }

  function letRead(email: SentEmail, item: EmailItem, address: string, raw: unknown, delayMs: number, settings: Behaviour): void {
    const plan = readers.plan(address)
    if (!(plan.scans || plan.opens || plan.clicks || plan.unsubscribes) || !isRecord(raw)) return
    const oneClickUrl = findOneClickUrl(readHeader(raw, 'list-unsubscribe'))
    const links = findLinksInHtml(typeof raw.html === 'string' ? raw.html : '', oneClickUrl === undefined ? [] : [oneClickUrl])
    queue.add(email.id, delayMs, async () => {
      readers.read(
        {
          key: email.id,
          address,
          ...links,
          oneClickUrl,
          onEvent(what, link) {
            inbox.note(item, parts.clock(), what, what === 'scanned' ? undefined : what)
            if (!settings.providerTracking || (what !== 'opened' && what !== 'clicked')) return
            const at = parts.clock()
            webhooks.schedule(email.id, 0, () =>
              makeWebhook(`email.${what}`, email, at, { userAgent: PERSON_USER_AGENT, ...(link !== undefined && { link }) }),
            )
          },
        },
        plan,
      )
      return undefined
    })
  }

  /** Posts one event about an email at once, whatever became of it; gives the store's answer (0: none). */
  function announce(type: EmailEventType, email: SentEmail, details?: EventDetails): Promise<number> {
    return webhooks.post(makeWebhook(type, email, parts.clock(), details))
  }

  return { follow, announce, areOff: () => behaviour.get().receipts === 'off' }
}

export function readHeader(email: Record<string, unknown>, name: string): string | undefined {
  if (!isRecord(email.headers)) return undefined
  const value = Object.entries(email.headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof value === 'string' ? value : undefined
}
