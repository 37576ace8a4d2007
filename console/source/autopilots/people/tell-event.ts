/** The story of a journey in sentences, out of the closed words in which it is kept. */
import type { Definition } from '../autopilot-queries.ts'
import { describeWait, nameStepById } from '../../words/autopilots.ts'
import { channelLabels, isChannel } from '../../words/broadcasts.ts'
import { formatInstant } from '../../words/instants.ts'
import { describeReason } from '../../words/outcomes.ts'

export interface ToldEvent {
  kind: string
  step: string | null
  channel: string | null
  reason: string | null
  details: Record<string, unknown> | null
}

export function tellEvent(
  { kind, step, channel, reason, details }: ToldEvent,
  definition: Pick<Definition, 'steps'>,
  timeZone: string,
): string {
  const at = step === null ? '' : `“${nameStepById(definition, step)}”: `
  const by = isChannel(channel) ? channelLabels[channel] : 'the message'
  const until = readInstant(details?.['until'])
  const untilText = until === undefined ? '' : `, until ${formatInstant(until, timeZone)}`
  const fact = typeof details?.['fact'] === 'string' ? describeWait(details['fact']) : ''
  switch (kind) {
    case 'waiting':
      return `${at}waits ${typeof details?.['for'] === 'string' ? describeWait(details['for']) : ''}${untilText}.`
    case 'happened':
      return `${at}${describeFact(details?.['fact'])}.`
    case 'timed_out':
      return `${at}the time was over while it waited ${fact}.`
    case 'branched':
      return `${at}${describeBranch(details?.['branch'])}.`
    case 'split':
      return `${at}falls to ${typeof details?.['arm'] === 'string' ? details['arm'] : 'an arm'}.`
    case 'voucher_issued':
      return `${at}a voucher was given.`
    case 'voucher_refused':
      return `${at}no voucher could be had: ${reason?.replaceAll('_', ' ') ?? ''}.`
    case 'skipped':
      return `${at}not by ${by}: ${describeReason(reason ?? '').toLowerCase()}.`
    case 'deferred':
      return `${at}${by} waits ${describeWait(reason ?? '')}${untilText}.`
    case 'sent':
      return `${at}sent by ${by}: ${typeof details?.['status'] === 'string' ? details['status'].replaceAll('_', ' ') : 'accepted'}${reason === null ? '' : ` (${reason.replaceAll('_', ' ')})`}.`
    case 'fell_through':
      return `${at}${by} did not arrive; the next channel is asked.`
    case 'migrated':
      return `${at}goes on by version ${typeof details?.['version'] === 'number' ? details['version'] : ''}.`
    case 'passed':
      return `${at}passed over, since its message had left before.`
    case 'webhook_taken':
      return `${at}the store has taken the webhook.`
    case 'webhook_refused':
      return `${at}the store refused the webhook.`
    case 'attribute_set':
      return `${at}the attribute was set.`
    default:
      return `${at}${kind.replaceAll('_', ' ')}.`
  }
}

const facts: Record<string, string> = {
  ordered: 'they ordered',
  voucher_accepted: 'the voucher was accepted',
  voucher_redeemed: 'the voucher was redeemed',
}

function describeFact(fact: unknown): string {
  return (typeof fact === 'string' ? facts[fact] : undefined) ?? 'what it waited for has happened'
}

function describeBranch(branch: unknown): string {
  return typeof branch === 'number' && branch >= 0 ? `rule ${branch + 1} was true` : 'no rule was true'
}

/** Runs keep milliseconds, the API's own fields are texts. */
function readInstant(value: unknown): string | undefined {
  if (typeof value === 'number') return new Date(value).toISOString()
  return typeof value === 'string' ? value : undefined
}
