/** An entry as a sentence in plain English. Instants are not in it: they are the entry's own, and shown in the reader's zone beside it. Nor is anybody named. */
import type { Entry } from './entries.ts'
import { wordChannel, wordEnding, wordFact, wordHappened, wordReason, wordTrigger, wordVoucherEvent } from './words.ts'

export function sentence(entry: Entry): string {
  return `${clause(entry)}.`
}

function clause(entry: Entry): string {
  const channel = wordChannel(entry.channel)
  const step = entry.step === null ? '' : ` at step “${entry.step}”`
  switch (entry.kind) {
    case 'matched':
      return entry.trigger === null
        ? 'In the audience when it was frozen'
        : `The trigger found the customer, who ${wordTrigger(entry.trigger)}`
    case 'held_out':
      return 'Kept out of it on purpose: the customer is in the holdout, to measure the lift'
    case 'dropped':
      return `Let go before it began: ${wordReason(entry.reason)}`
    case 'started':
      return `The journey began, on version ${entry.version}`
    case 'waiting':
      return `It waits${step} for ${wordFact(entry.for)}`
    case 'happened':
      return `What it waited for${step} happened: ${wordHappened(entry.fact)}`
    case 'timed_out':
      return `It waited in vain${step} for ${wordFact(entry.fact)}`
    case 'branched':
      return entry.branch < 0 ? `No branch was true${step}: it took the other way` : `Branch ${entry.branch + 1} was true${step}`
    case 'split':
      return `The split put the customer into arm “${entry.arm}”`
    case 'verdict':
      return describeVerdict(entry, channel)
    case 'sent':
      return describeSending(entry, channel)
    case 'call_failed':
      if (entry.channel === null) return `The store did not take the webhook${step} (${entry.code}), and is asked again`
      // Whether the provider has taken it all the same, what was sent says.
      return `A call with the ${channel} failed (${entry.code}), and is ${entry.willRetry ? 'made again' : 'not made again'}`
    case 'fell_through':
      return `The ${channel} did not arrive, so the next channel is tried`
    case 'receipt':
      return describeReceipt(entry, channel)
    case 'voucher_refused':
      return `No voucher could be given${step}: ${wordReason(entry.reason)}`
    case 'voucher':
      return describeVoucher(entry)
    case 'ordered':
      return entry.isCredited ? 'The customer ordered, which is credited to this campaign' : 'The customer ordered'
    case 'told':
      return `The journey learnt that ${wordHappened(entry.fact)}`
    case 'opted_out':
      return `The customer opted out of ${channel}`
    case 'paused':
      return 'The autopilot was paused: the journey stood still'
    case 'resumed':
      return `The autopilot went on: the journey ${resumptions[entry.waiting]}`
    case 'wait_skipped':
      return `An operator ended the wait${step}`
    case 'migrated':
      return `The journey was moved to version ${entry.version}, to go on${step}`
    case 'interrupted':
      return `The journey stopped: ${wordEnding(entry.reason)}`
    case 'restarted':
      return entry.reason === 'run_lost'
        ? `The server had lost the journey’s run: it was started again, to go on where it stood`
        : 'The journey was started again, to go on where it stood'
    case 'passed':
      return `Its message had left before the journey was moved, so it was passed over${step}`
    case 'webhook_taken':
      return `The store took the webhook${step}`
    case 'webhook_refused':
      return `The store refused the webhook${step}, or did not take it`
    case 'attribute_set':
      return `An attribute was set${step}`
    case 'ended':
      return `The journey ended (${entry.outcome}): ${wordEnding(entry.reason)}`
  }
}

const resumptions = {
  keep_date: 'keeps the date that it had',
  restart_delay: 'waits all over again',
  active_time: 'counts only the time that was no pause',
} as const

function describeVerdict({ verdict, reason }: Entry & { kind: 'verdict' }, channel: string): string {
  switch (verdict) {
    case 'send':
      return `The contact policy allowed the ${channel}`
    case 'skip':
      return `No ${channel}: ${wordReason(reason ?? '')}`
    case 'defer':
      return `The ${channel} was put off: ${wordReason(reason ?? '')}`
  }
}

function describeSending({ status, reason, code }: Entry & { kind: 'sent' }, channel: string): string {
  const why =
    reason === null && code === null
      ? ''
      : `: ${reason === null ? code : wordReason(reason)}${reason !== null && code !== null ? ` (${code})` : ''}`
  switch (status) {
    case 'accepted':
    case 'delivered':
      return `The provider took the ${channel}`
    case 'sending':
      return `The ${channel} is on its way to the provider`
    case 'unknown':
      return `Nobody can say whether the ${channel} was sent${why}`
    case 'undeliverable':
    case 'bounced':
      return `The ${channel} did not arrive${why}`
    default:
      return `The ${channel} was not sent${why}`
  }
}

function describeReceipt({ type, isBot }: Entry & { kind: 'receipt' }, channel: string): string {
  const by = isBot ? ' (by a machine, not a person)' : ''
  switch (type) {
    case 'delivered':
      return `The ${channel} arrived`
    case 'delayed':
      return `The ${channel} is delayed on its way`
    case 'bounced':
      return `The ${channel} bounced`
    case 'soft_bounced':
      return `The ${channel} bounced for now`
    case 'undeliverable':
      return `The ${channel} could not be delivered`
    case 'complained':
      return `The customer called the ${channel} spam`
    case 'opened':
      return `The ${channel} was opened${by}`
    case 'clicked':
      return `A link in the ${channel} was clicked${by}`
    case 'unsubscribed':
      return `The customer unsubscribed by the ${channel}`
    default:
      return `The ${channel}: ${type}`
  }
}

function describeVoucher({ event, attempt, reasons }: Entry & { kind: 'voucher' }): string {
  const why = reasons.length === 0 ? '' : `: ${reasons.map(wordReason).join(', ')}`
  return event === 'refused'
    ? `To ${(attempt ?? 'use').replaceAll('_', ' ')} the voucher was refused${why}`
    : `${wordVoucherEvent(event)}${why}`
}
