/** The one-line answer to "why did, or didn't, she get it?". */
import type { ChannelName } from '../channels.ts'
import type { Entry } from './entries.ts'
import type { NextAction } from './next-action.ts'
import { wordChannel, wordEnding, wordFact, wordReason } from './words.ts'

export const standings = ['got_it', 'will_get_it', 'did_not_get_it', 'unknown', 'not_selected'] as const
export type Standing = (typeof standings)[number]

export interface Outcome {
  standing: Standing
  /** Why not, a word of ours: of the last thing that stood in the way. */
  reason: string | null
  /** That took it. */
  channel: ChannelName | null
  sentence: string
}

/** Receipts that say that a message did not arrive. */
const losses: ReadonlySet<string> = new Set(['bounced', 'soft_bounced', 'undeliverable'])

/** Of one run: a journey, or a broadcast's or promotion's rows. @param next what is still to come */
export function judgeRun(timeline: readonly Entry[], next: NextAction | null, { hasEnded }: { hasEnded: boolean }): Outcome {
  const taken = timeline.findLast((entry) => entry.kind === 'sent' && (entry.status === 'accepted' || entry.status === 'delivered'))
  const fallen = timeline.findLast((entry) => entry.kind === 'fell_through')
  const isFallen = taken !== undefined && fallen !== undefined && timeline.indexOf(fallen) > timeline.indexOf(taken)
  const goesOn = !hasEnded && next !== null
  if (taken !== undefined && !isFallen) return judgeTaken(timeline, taken, goesOn)
  const doubted = timeline.findLast((entry) => entry.kind === 'sent' && entry.status === 'unknown')
  if (doubted !== undefined && !goesOn)
    return {
      standing: 'unknown',
      reason: 'unknown',
      channel: doubted.channel,
      sentence: `Nobody can say whether it arrived: the ${wordChannel(doubted.channel)} was given to the provider, and no answer came.`,
    }
  if (goesOn) return { standing: 'will_get_it', reason: next.waitingFor, channel: null, sentence: `Not yet. ${next.sentence}` }
  const reason = findObstacle(timeline)
  return {
    standing: 'did_not_get_it',
    reason,
    channel: null,
    sentence: `Did not get it: ${reason === null ? 'nothing was to be sent' : wordObstacle(timeline, reason)}.`,
  }
}

function judgeTaken(timeline: readonly Entry[], taken: Entry, goesOn: boolean): Outcome {
  const { channel } = taken
  const receipts = timeline
    .slice(timeline.indexOf(taken))
    .flatMap((entry) => (entry.kind === 'receipt' && entry.channel === channel ? [entry] : []))
  const isRead = receipts.some(({ type, isBot }) => !isBot && (type === 'opened' || type === 'clicked'))
  const hasArrived = receipts.some(({ type }) => type === 'delivered' || type === 'opened' || type === 'clicked')
  // An out-of-office answer comes as a soft bounce too: what was delivered, or read by a person, has arrived.
  const isSoftened = isRead || receipts.some(({ type }) => type === 'delivered')
  const failed = receipts.find(({ type }) => losses.has(type) && !(type === 'soft_bounced' && isSoftened))
  if (failed !== undefined)
    return {
      standing: 'did_not_get_it',
      reason: failed.type,
      channel,
      sentence: `Did not get it: the ${wordChannel(channel)} was sent and ${wordLoss(failed.type)}.`,
    }
  const more = goesOn ? ' The journey goes on.' : ''
  return {
    standing: 'got_it',
    reason: null,
    channel,
    sentence: `Got it by ${wordChannel(channel)}${hasArrived ? '' : ': the provider took it, and nothing has been heard since'}.${more}`,
  }
}

function wordLoss(type: string): string {
  return type === 'soft_bounced' ? 'bounced for now: the mailbox could not take it' : `did not arrive (${type})`
}

/** The last thing that stood in the way. */
function findObstacle(timeline: readonly Entry[]): string | null {
  for (const entry of timeline.toReversed()) {
    if (entry.kind === 'held_out') return 'holdout'
    if (entry.kind === 'dropped') return entry.reason
    if (entry.kind === 'ended' && entry.outcome !== 'completed') return entry.reason
    if (entry.kind === 'voucher_refused') return entry.reason
    if (entry.kind === 'verdict' && entry.verdict === 'skip') return entry.reason
    if (entry.kind === 'sent') return entry.reason ?? entry.status
    if (entry.kind === 'receipt' && losses.has(entry.type)) return entry.type
  }
  return null
}

/** All that was tried, where several channels were. */
function wordObstacle(timeline: readonly Entry[], reason: string): string {
  const closed = timeline.filter((entry) => entry.kind === 'verdict' && entry.verdict === 'skip')
  const last = timeline.findLast((entry) => entry.kind === 'ended')
  if (last?.kind === 'ended' && last.outcome !== 'completed' && last.reason === reason) return wordEnding(reason)
  const byChannel = new Map(closed.map((entry) => [entry.channel, entry.kind === 'verdict' ? (entry.reason ?? '') : '']))
  if (byChannel.size > 1 && byChannel.size === closed.length)
    return [...byChannel].map(([channel, why]) => `no ${wordChannel(channel)}, because ${wordReason(why)}`).join('; ')
  return wordReason(reason)
}

/** The same of one line of a list, by the customer's last message and, of an autopilot, their journey. */
export function judgeLine({
  stage,
  outcome,
  reason,
  waitingFor,
  status,
  channel,
  skipReason,
}: {
  stage: string | null
  outcome: string | null
  reason: string | null
  waitingFor: string | null
  status: string | null
  channel: ChannelName | null
  skipReason: string | null
}): Outcome {
  if (status === 'accepted' || status === 'delivered')
    return { standing: 'got_it', reason: null, channel, sentence: `Got it by ${wordChannel(channel)}.` }
  const isOpen =
    stage === 'matched' || stage === 'running' || (stage === null && (status === 'sending' || status === 'deferred' || status === null))
  if (isOpen) {
    const waits = waitingFor === null ? '' : ` It waits for ${wordFact(waitingFor)}.`
    return { standing: 'will_get_it', reason: waitingFor ?? status, channel, sentence: `Not yet.${waits}` }
  }
  if (status === 'unknown')
    return { standing: 'unknown', reason: 'unknown', channel, sentence: `Nobody can say whether the ${wordChannel(channel)} arrived.` }
  const isEnded = outcome !== null && outcome !== 'completed'
  const why = (isEnded ? reason : null) ?? skipReason ?? status ?? reason
  const words = isEnded ? wordEnding(why ?? '') : wordReason(why ?? 'nothing was to be sent')
  return { standing: 'did_not_get_it', reason: why, channel, sentence: `Did not get it: ${words}.` }
}
