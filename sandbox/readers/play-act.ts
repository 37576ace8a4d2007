/**
 * One act on one message, when somebody at the console or a test wants it: the provider tells what became of it, or its reader opens, clicks,
 * replies or unsubscribes. What a reader does goes the way a reader goes; what a provider tells is a webhook, signed as ever.
 */
import type { Controls } from '../control/route.ts'
import { isRecord } from '../http-exchange.ts'
import type { EmailItem, Item, PushItem, SmsItem } from '../inbox-store.ts'
import { readNotification } from '../push/push-request.ts'
import type { EmailEventType } from '../resend/email-events.ts'
import { readHeader } from '../resend/email-receipts.ts'
import { readEmailFacts, readSentEmail } from '../resend/retrieved-email.ts'
import { findLinksInHtml, findLinksInText, findOneClickUrl, isLoopbackUrl } from './message-links.ts'
import { unsubscribeAt, visit } from './simulated-readers.ts'

export const ACTS = [
  'delivered',
  'bounced',
  'soft_bounced',
  'complained',
  'undeliverable',
  'rejected',
  'opened',
  'clicked',
  'unsubscribed',
  'replied',
] as const
export type Act = (typeof ACTS)[number]

export interface Played {
  act: Act
  /** Of a click. */
  link?: string | undefined
  /** Of a reply. */
  text?: string | undefined
}

/** `refused`: this message has nothing of the kind. `storeStatus`: what the store answered a webhook; 0 is no answer, null that there was none to post. */
export type PlayOutcome = { kind: 'played'; storeStatus: number | null } | { kind: 'refused'; message: string }

type PlayControls = Pick<Controls, 'parts' | 'announce' | 'announceSms' | 'receive'>

export async function playAct(item: Item, played: Played, controls: PlayControls): Promise<PlayOutcome> {
  switch (item.channel) {
    case 'email':
      return playEmail(item, played, controls)
    case 'sms':
      return playSms(item, played, controls)
    case 'push':
      return playPush(item, played, controls)
  }
}

const emailEvents: Partial<Record<Act, EmailEventType>> = {
  delivered: 'email.delivered',
  bounced: 'email.bounced',
  soft_bounced: 'email.bounced',
  complained: 'email.complained',
}

async function playEmail(item: EmailItem, { act, link }: Played, { parts, announce }: PlayControls): Promise<PlayOutcome> {
  const type = emailEvents[act]
  if (type !== undefined) {
    const storeStatus = await announce(type, readEmailFacts(item), { isSoft: act === 'soft_bounced' })
    parts.inbox.note(item, parts.clock(), act, act)
    return { kind: 'played', storeStatus }
  }
  const email = readSentEmail(item)
  const oneClickUrl = findOneClickUrl(isRecord(email) ? readHeader(email, 'list-unsubscribe') : undefined)
  const { images, links } = findLinksInHtml(typeof email.html === 'string' ? email.html : '')
  if (act === 'opened') {
    if (images.length === 0) return refuse('It has no picture of this machine by which an open would be seen')
    for (const url of images) await visit(url)
  } else if (act === 'clicked') {
    const url = chooseLink(links, link)
    if (url === undefined) return refuse('It has no link of this machine to click')
    await visit(url)
  } else if (act === 'unsubscribed') {
    if (oneClickUrl === undefined) return refuse('It has no List-Unsubscribe header that leads to this machine')
    await unsubscribeAt(oneClickUrl)
  } else return refuse('That does not happen to an email')
  parts.inbox.note(item, parts.clock(), act, act)
  return { kind: 'played', storeStatus: null }
}

async function playSms(item: SmsItem, { act, link, text }: Played, { parts, announceSms, receive }: PlayControls): Promise<PlayOutcome> {
  if (item.direction === 'inbound') return refuse('It is from a customer')
  switch (act) {
    case 'delivered':
    case 'undeliverable':
    case 'rejected': {
      const storeStatus = await announceSms(item.id, act)
      if (storeStatus === undefined) return refuse('It is not known any more')
      parts.inbox.note(item, parts.clock(), act, act)
      return { kind: 'played', storeStatus }
    }
    case 'clicked': {
      const url = chooseLink(findLinksInText(item.text).links, link)
      if (url === undefined) return refuse('It has no link of this machine to click')
      await visit(url)
      parts.inbox.note(item, parts.clock(), act)
      return { kind: 'played', storeStatus: null }
    }
    case 'replied': {
      const { status } = await receive({ from: item.phone, to: item.sender, text: text ?? 'STOP' })
      return { kind: 'played', storeStatus: status }
    }
    default:
      return refuse('That does not happen to an SMS')
  }
}

async function playPush(item: PushItem, { act }: Played, { parts }: PlayControls): Promise<PlayOutcome> {
  const { url } = readNotification(item.plaintext)
  if (act !== 'clicked') return refuse('That does not happen to a notification')
  if (url === undefined || !isLoopbackUrl(url)) return refuse('It leads nowhere on this machine')
  await visit(url)
  parts.inbox.note(item, parts.clock(), act)
  return { kind: 'played', storeStatus: null }
}

/** The link that is asked for where the message has it; without one, the first. */
function chooseLink(links: readonly string[], wanted: string | undefined): string | undefined {
  return wanted === undefined ? links[0] : links.find((link) => link === wanted)
}

function refuse(message: string): PlayOutcome {
  return { kind: 'refused', message }
}
