/**
 * What Vonage posts about an SMS: status webhooks as it makes its way, and inbound messages when the customer
 * answers. Signed as Vonage does, with a JWT (HS256) whose `payload_hash` is that of the body.
 */
import { hash, randomUUID } from 'node:crypto'
import { signHs256 } from '../compact-jwt.ts'
import type { SmsItem } from '../inbox-store.ts'
import { outcomeOf } from '../outcomes.ts'
import type { SandboxParts } from '../parts.ts'
import { findLinksInText } from '../readers/message-links.ts'
import type { Webhook } from '../receipts/webhook-sender.ts'
import { priceOf, type SmsRecord } from './sms-record.ts'

type SmsStatus = SmsRecord['status']

export interface InboundSms {
  from: string
  to: string
  text: string
}

export function createSmsReceipts(parts: SandboxParts) {
  const { behaviour, faults, webhooks, queue, readers, inbox, credentials } = parts

  function makeWebhook(path: string, id: string, type: string, body: string): Webhook {
    return {
      provider: 'vonage',
      id,
      type,
      path,
      body,
      sign(now) {
        const { apiKey, applicationId, signatureSecret } = credentials.vonage
        const claims = {
          iat: Math.floor(now / 1_000),
          jti: randomUUID(),
          iss: 'Vonage',
          payload_hash: hash('sha256', body, 'hex'),
          api_key: apiKey,
          application_id: applicationId,
        }
        return { authorization: `Bearer ${signHs256(claims, signatureSecret)}` }
      },
    }
  }

  function courseOf(record: SmsRecord): SmsStatus[] {
    const outcome = outcomeOf(record.to, behaviour.get(), readers.chance)
    if (outcome === 'silent') return ['submitted']
    if (outcome === 'failed' || outcome === 'suppressed') return ['rejected']
    return ['submitted', outcome === 'bounced' || outcome === 'soft_bounced' ? 'undeliverable' : 'delivered']
  }

  function follow(record: SmsRecord, item: SmsItem): void {
    const { receipts, receiptDelayMs } = behaviour.get()
    if (receipts === 'off') return
    const drawn = faults.drawForReceipts('vonage')
    if (drawn.isOff) return
    const course = courseOf(record)
    const delays = course.map((_, position) => Math.round((position === 0 ? 0.1 : 1) * receiptDelayMs) + drawn.lateByMs)
    const postDelays = drawn.isOutOfOrder ? delays.toReversed() : delays
    course.forEach((status, position) => {
      const at = record.acceptedAt + (delays[position] ?? 0)
      queue.add(record.id, delays[position] ?? 0, async () => {
        record.status = status
        if (status !== 'submitted') record.finalAt = at
        inbox.note(item, parts.clock(), status, status)
        return undefined
      })
      let webhook: Webhook | undefined
      const once = () =>
        (webhook ??= makeWebhook('/webhooks/vonage/status', `${record.id}:${status}`, status, renderStatus(record, status, at)))
      for (let copies = drawn.isTwice ? 2 : 1; copies > 0; copies -= 1) webhooks.schedule(record.id, postDelays[position] ?? 0, once)
    })
    if (course.includes('delivered')) letRead(record, item, delays.at(-1) ?? 0)
  }

  function letRead(record: SmsRecord, item: SmsItem, delayMs: number): void {
    const plan = readers.plan(record.to)
    if (!plan.clicks && !plan.unsubscribes) return
    const links = findLinksInText(item.text)
    queue.add(record.id, delayMs, async () => {
      readers.read(
        { key: record.id, address: record.to, ...links, onEvent: (what) => inbox.note(item, parts.clock(), what) },
        { ...plan, opens: false, scans: false },
      )
      if (plan.unsubscribes)
        queue.add(
          record.id,
          readers.delayOf('unsubscribe', record.to),
          async () => void (await receive({ from: record.to, to: record.from, text: 'STOP' })),
        )
      return undefined
    })
  }

  /** Posts one status at once; gives the store's answer (0: none). */
  function announce(record: SmsRecord, status: SmsStatus): Promise<number> {
    const at = parts.clock()
    record.status = status
    if (status !== 'submitted') record.finalAt = at
    // Each is a webhook of its own, also when the same status is posted again.
    return webhooks.post(makeWebhook('/webhooks/vonage/status', `${record.id}:${status}:${at}`, status, renderStatus(record, status, at)))
  }

  /** A customer writes: into the inbox and, signed, to the store. Gives the message's id and the store's answer (0: none). */
  async function receive({ from, to, text }: InboundSms): Promise<{ id: string; status: number }> {
    const id = randomUUID()
    const at = parts.clock()
    inbox.addSms({ channel: 'sms', id, at, status: 'received', direction: 'inbound', phone: from, sender: to, text, parts: 1 })
    const body = JSON.stringify({
      channel: 'sms',
      message_uuid: id,
      to,
      from,
      timestamp: new Date(at).toISOString(),
      text,
      sms: { num_messages: '1', keyword: text.trim().split(/\s+/)[0]?.toUpperCase() ?? '' },
      usage: { currency: 'EUR', price: '0.0000' },
      origin: { network_code: '23410' },
    })
    return { id, status: await webhooks.post(makeWebhook('/webhooks/vonage/inbound', id, 'inbound', body)) }
  }

  return { follow, announce, receive }
}

function renderStatus(record: SmsRecord, status: SmsStatus, at: number): string {
  return JSON.stringify({
    message_uuid: record.id,
    to: record.to,
    from: record.from,
    timestamp: new Date(at).toISOString(),
    status,
    channel: 'sms',
    ...(record.clientRef !== undefined && { client_ref: record.clientRef }),
    ...(status === 'undeliverable' && {
      error: describeError('1260', 'Destination unreachable - The message could not be delivered to the phone number.'),
    }),
    ...(status === 'rejected' && { error: describeError('1020', 'Invalid params - The value of one or more parameters is invalid.') }),
    usage: { currency: 'EUR', price: status === 'rejected' ? '0.0000' : priceOf(record) },
    sms: { count_total: String(record.parts) },
    destination: { network_code: '23410' },
  })
}

function describeError(code: string, detail: string): object {
  return { type: `https://developer.vonage.com/api-errors/messages#${code}`, title: code, detail, instance: randomUUID() }
}
