/** What happened between a store and one customer, as sentences. Closed words come in; instants, names and sums are told beside the sentence, not in it. */
import { wordChannel, wordEnding, wordReason, wordVoucherEvent } from './diagnostics/words.ts'
import { voucherRefusals } from './voucher-refusals.ts'

export const timelineKinds = ['message', 'reaction', 'verdict', 'voucher', 'journey', 'order', 'consent', 'segment'] as const
export type TimelineKind = (typeof timelineKinds)[number]

export interface TimelineFact {
  kind: TimelineKind
  /** A word of the kind's own closed list: a delivery's status, an event's type, what became of a voucher, … */
  what: string
  channel: string | null
  reason: string | null
  details: Readonly<Record<string, unknown>>
}

/** A whole sentence about `fact`. */
export function tellTimelineFact(fact: TimelineFact): string {
  return tellers[fact.kind](fact)
}

const tellers: Record<TimelineKind, (fact: TimelineFact) => string> = {
  message: ({ what, channel, reason }) => {
    const message = nameMessage(channel)
    const because = reason === null ? '' : `: ${wordReason(reason)}`
    switch (what) {
      case 'skipped':
        return `${message} was not sent${because}.`
      case 'deferred':
        return `${message} waits until it may be sent.`
      case 'sending':
        return `${message} is on its way to the provider.`
      case 'failed':
        return `${message} was refused by the provider${because}.`
      case 'unknown':
        return `${message} may or may not have left; it is never sent again by itself.`
      case 'delivered':
        return `${message} was sent, and has arrived.`
      case 'bounced':
      case 'undeliverable':
        return `${message} was sent, and did not arrive.`
      default:
        return `${message} was sent.`
    }
  },

  reaction: ({ what, channel, details }) => {
    const tellReaction = Object.hasOwn(reactions, what) ? reactions[what] : undefined
    const sentence = tellReaction?.(nameMessage(channel)) ?? upperFirst(what.replaceAll('_', ' '))
    return details['isBot'] === true ? `${sentence}, by a machine: it does not count.` : `${sentence}.`
  },

  verdict: ({ what, channel, reason }) => {
    const because = reason === null ? '' : `: ${wordReason(reason)}`
    return what === 'defer' ? `${nameMessage(channel)} was put off${because}.` : `${nameMessage(channel)} was not sent${because}.`
  },

  voucher: ({ what, details }) => {
    if (what !== 'refused') return `${wordVoucherEvent(what)}.`
    const reasons = Array.isArray(details['reasons']) ? details['reasons'].filter((reason) => typeof reason === 'string') : []
    const words = reasons.map(
      (reason) => Object.entries(voucherRefusals).find(([code]) => code === reason)?.[1] ?? reason.replaceAll('_', ' '),
    )
    return `The voucher was refused${words.length === 0 ? '' : `: ${words.join('; ')}`}.`
  },

  journey: ({ what, reason }) => {
    if (what === 'matched') return 'An autopilot has chosen the customer.'
    if (what === 'holdout') return 'Kept out of the autopilot’s journey, to measure the lift.'
    const because = reason === null ? '' : `: ${wordEnding(reason)}`
    switch (what) {
      case 'started':
        return 'The journey has started.'
      case 'completed':
        return 'The journey has come to its end.'
      case 'exited':
        return `The journey has ended early${because}.`
      case 'expired':
        return `The journey ran out of time${because}.`
      case 'cancelled':
        return `The journey was cancelled${because}.`
      case 'failed':
        return `The journey has failed${because}.`
      default:
        return `The journey was not started${because}.`
    }
  },

  order: ({ what }) =>
    what === 'placed' ? 'Ordered.' : what === 'cancelled' ? 'The order was cancelled.' : 'The order was refunded, all of it or in part.',

  consent: ({ what, channel, details }) => {
    const about = wordChannel(channel)
    const kept = details['isApplied'] === false ? ' This is kept as evidence and changed nothing.' : ''
    switch (what) {
      case 'subscribed':
        return `Agreed to ${about}.${kept}`
      case 'unsubscribed':
        return `Opted out of ${about}.${kept}`
      case 'pending':
        return `Was asked about ${about}, and has to confirm.${kept}`
      default:
        return `Nothing is known about ${about} any more.${kept}`
    }
  },

  segment: ({ details }) => {
    const list = (value: unknown) => (Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [])
    const [entered, left] = [list(details['entered']), list(details['exited'])]
    const parts = [
      entered.length === 0 ? '' : `is now in ${entered.join(' and ')}`,
      left.length === 0 ? '' : `${entered.length === 0 ? 'is' : ''} no longer in ${left.join(' and ')}`.trim(),
    ].filter((part) => part !== '')
    return `${upperFirst(parts.join(', ') || 'moved')}.`
  },
}

/** `message`: `The email`, at the beginning of a sentence. */
const reactions: Record<string, (message: string) => string> = {
  delivered: (message) => `${message} has arrived`,
  delayed: (message) => `${message} is late: the provider tries again`,
  bounced: (message) => `${message} bounced`,
  soft_bounced: (message) => `${message} bounced for now`,
  undeliverable: (message) => `${message} could not be delivered`,
  complained: (message) => `${message} was called spam`,
  opened: (message) => `${message} was opened`,
  clicked: (message) => `A link was clicked in ${lowerFirst(message)}`,
  unsubscribed: (message) => `Unsubscribed from ${lowerFirst(message)}`,
}

function nameMessage(channel: string | null): string {
  if (channel === 'email') return 'The email'
  if (channel === 'sms') return 'The SMS'
  if (channel === 'push') return 'The push message'
  return 'The message'
}

function upperFirst(text: string): string {
  return text.replace(/^./, (letter) => letter.toUpperCase())
}

function lowerFirst(text: string): string {
  return text.replace(/^./, (letter) => letter.toLowerCase())
}
