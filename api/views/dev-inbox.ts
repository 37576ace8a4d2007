/** A message of the sandbox's inbox, with what the ledger knows of it. */
import type { z } from 'zod'
import type { SentMessage } from '../../db/queries/dev-inbox/read-sent-messages.ts'
import type { NamedCustomer } from '../../db/queries/operations/name-customers.ts'
import { formatId } from '../../domain/ids.ts'
import type { ReceivedMessage, WholeMessage } from '../dev/sandbox-client.ts'
import type { inboxActs, inboxMessageDetailSchema, inboxMessageSchema } from '../schemas/dev-inbox.ts'

type Act = (typeof inboxActs)[number]

export interface KnownOfMessage {
  sent: SentMessage | undefined
  customer: NamedCustomer | undefined
}

export function viewInboxMessage(message: ReceivedMessage | WholeMessage, known: KnownOfMessage): z.input<typeof inboxMessageSchema> {
  const { id, channel, at, status } = message
  return {
    id,
    channel,
    direction: message.channel === 'sms' ? message.direction : 'outbound',
    at,
    status,
    ...readParties(message),
    ...readWords(message),
    campaign: viewCampaign(known.sent),
    customer: viewCustomer(known.customer),
  }
}

export function viewWholeMessage(message: WholeMessage, known: KnownOfMessage): z.input<typeof inboxMessageDetailSchema> {
  const { events } = message
  return {
    ...viewInboxMessage(message, known),
    events,
    email: message.channel === 'email' ? viewEmail(message) : null,
    sms: message.channel === 'sms' ? { parts: message.parts } : null,
    push: message.channel === 'push' ? viewPush(message) : null,
    links: listLinks(message),
    mergeFields: Object.entries(known.sent?.mergeFields ?? {}).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
    acts: listActs(message),
  }
}

function readParties(message: ReceivedMessage | WholeMessage): { sender: string | null; recipient: string } {
  switch (message.channel) {
    case 'email':
      return { sender: message.from, recipient: message.to }
    case 'sms': {
      const [phone, store] = [`+${message.phone}`, message.sender]
      return message.direction === 'inbound' ? { sender: phone, recipient: store } : { sender: store, recipient: phone }
    }
    case 'push':
      return { sender: null, recipient: message.subscriptionId }
  }
}

function readWords(message: ReceivedMessage | WholeMessage): { title: string | null; text: string | null } {
  switch (message.channel) {
    case 'email':
      return { title: message.subject, text: null }
    case 'sms':
      return { title: null, text: message.text }
    case 'push':
      return { title: message.notification.title ?? null, text: message.notification.body ?? null }
  }
}

function viewCampaign(sent: SentMessage | undefined): z.input<typeof inboxMessageSchema>['campaign'] {
  if (sent === undefined) return null
  const { campaignKind: kind, campaignId, campaignName: name, isTest } = sent
  return { kind, id: formatId(kind, campaignId), name, isTest }
}

function viewCustomer(customer: NamedCustomer | undefined): z.input<typeof inboxMessageSchema>['customer'] {
  if (customer === undefined) return null
  const { id, externalId, firstName, lastName } = customer
  const name = [firstName, lastName].filter((part) => part !== null).join(' ')
  return { id: formatId('customer', id), externalId, name: name === '' ? null : name }
}

type Email = Extract<WholeMessage, { channel: 'email' }>
type Push = Extract<WholeMessage, { channel: 'push' }>

function viewEmail({ from, to, subject, replyTo, html, text, headers, tags, unsubscribeUrl }: Email) {
  return {
    html,
    text,
    unsubscribeUrl,
    headers: [
      { name: 'From', value: from },
      { name: 'To', value: to },
      ...(replyTo === null ? [] : [{ name: 'Reply-To', value: replyTo }]),
      { name: 'Subject', value: subject },
      ...Object.entries(headers).map(([name, value]) => ({ name, value })),
      ...tags.map(({ name, value }) => ({ name: `Tag ${name}`, value })),
    ],
  }
}

function viewPush({ notification, topic, urgency, ttlSeconds }: Push) {
  return { url: notification.url ?? null, icon: notification.icon ?? null, topic, urgency, ttlSeconds }
}

const urlPattern = /https?:\/\/[^\s<>"']+/g

function listLinks(message: WholeMessage): string[] {
  switch (message.channel) {
    case 'email':
      return message.links
    case 'sms':
      return [...new Set(message.text.match(urlPattern))]
    case 'push':
      return message.notification.url === undefined ? [] : [message.notification.url]
  }
}

function listActs(message: WholeMessage): Act[] {
  const clicked: Act[] = listLinks(message).length === 0 ? [] : ['clicked']
  switch (message.channel) {
    case 'email': {
      const unsubscribed: Act[] = message.unsubscribeUrl === null ? [] : ['unsubscribed']
      return ['opened', ...clicked, ...unsubscribed, 'delivered', 'soft_bounced', 'bounced', 'complained']
    }
    case 'sms':
      return message.direction === 'inbound' ? [] : [...clicked, 'replied', 'delivered', 'undeliverable', 'rejected']
    case 'push':
      return clicked
  }
}
