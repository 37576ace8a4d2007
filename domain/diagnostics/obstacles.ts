/** Why a customer was not selected: what stood, or stands, between them and a campaign. In the order in which a campaign asks; the first is the answer. */

import { describeObstacleCode } from './obstacle-codes.ts'

export type Obstacle =
  /** The customer is gone, or was never there. */
  | { kind: 'no_customer' }
  | { kind: 'not_launched'; status: string }
  | { kind: 'not_enabled'; status: string; since: Date | null }
  | { kind: 'look_failed'; code: string; at: Date | null }
  /** Triggers. */
  | { kind: 'no_order' }
  | { kind: 'ordered_too_recently'; lastOrderAt: Date; dueAt: Date }
  | { kind: 'no_date'; date: string }
  | { kind: 'other_day'; date: string; dueAt: Date | null }
  | { kind: 'not_in_segment'; segment: string; segments: string[] }
  /** In it, and was before the autopilot looked. */
  | { kind: 'entered_before'; what: 'segment' | 'audience'; at: Date | null }
  | { kind: 'not_in_trigger_audience'; conditions: UnmetCondition[] }
  | { kind: 'stays_too_short'; since: Date; dueAt: Date }
  | { kind: 'no_event'; event: string; since: Date | null }
  | { kind: 'other_event'; event: string; at: Date }
  /** Rules. */
  | { kind: 'entry_rule'; conditions: UnmetCondition[] }
  | { kind: 'entered_already'; at: Date; mayEnterAt: Date | null }
  | { kind: 'occurrence_used'; at: Date }
  | { kind: 'holdout'; bucket: number; percent: number }
  | { kind: 'window_closed'; opensAt: Date | null }
  | { kind: 'budget_used_up' }
  /** Nothing stands in the way: the next look finds them. */
  | { kind: 'not_looked_yet'; lookedAt: Date | null }
  /** Audiences. */
  | { kind: 'joined_later'; joinedAt: Date; frozenAt: Date }
  | { kind: 'not_in_audience'; conditions: UnmetCondition[] }
  | { kind: 'excluded_by'; words: string }
  | { kind: 'fulfils_it_now'; frozenAt: Date }
  | { kind: 'not_frozen_yet' }
  | { kind: 'page_waits'; notBefore: Date }

export interface UnmetCondition {
  /** What the condition asks for, as it is said of a customer. */
  words: string
  /** The rule's field; null of a group of conditions. */
  field: string | null
  /** What the customer has there; null where there is nothing, or no single value. */
  actual: unknown
}

export type ObstacleKind = Obstacle['kind']

/** These do not last: the customer is still to be selected. */
const passing: readonly ObstacleKind[] = ['not_looked_yet', 'not_frozen_yet', 'page_waits']

export function isPassing({ kind }: Obstacle): boolean {
  return passing.includes(kind)
}

/** In plain English, without instants and without anything of the customer's own. */
export function describeObstacle(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'no_customer':
      return 'There is no such customer (any more): nothing personal is kept of one who was erased.'
    case 'not_launched':
      return `Nobody has got it: it is ${obstacle.status === 'draft' ? 'still a draft' : obstacle.status}.`
    case 'not_enabled':
      return obstacle.status === 'draft'
        ? 'The autopilot is a draft: it looks for nobody.'
        : `The autopilot is ${obstacle.status}: it looks for nobody.`
    case 'look_failed':
      return `The autopilot cannot look for customers, because ${describeObstacleCode(obstacle.code)}: somebody has to mend it.`
    case 'no_order':
      return 'The trigger asks how long the customer has not ordered, and there is no valid order at all.'
    case 'ordered_too_recently':
      return 'The trigger is not true: the last order is too recent.'
    case 'no_date':
      return `The trigger goes by the customer’s ${obstacle.date.replaceAll('_', ' ')}, and there is none.`
    case 'other_day':
      return `The trigger goes by the customer’s ${obstacle.date.replaceAll('_', ' ')}, and that is on another day.`
    case 'not_in_segment':
      return `The trigger finds who enters the segment ${obstacle.segment}, and the customer is not in it.`
    case 'entered_before':
      return `The customer is in the ${obstacle.what}, but entered it before the autopilot looked: only entries since then count.`
    case 'not_in_trigger_audience':
      return `The trigger goes by an audience, and the customer is not in it: ${countConditions(obstacle.conditions)}.`
    case 'stays_too_short':
      return 'The customer is in the audience, but has not stayed long enough yet.'
    case 'no_event':
      return `The trigger waits for ${nameEvent(obstacle.event)}, and none has come since the autopilot was enabled.`
    case 'other_event':
      return `There was ${nameEvent(obstacle.event)}, but not one that the trigger asks for.`
    case 'entry_rule':
      return `The trigger is true, but the entry rule is not: ${countConditions(obstacle.conditions)}.`
    case 'entered_already':
      return obstacle.mayEnterAt === null
        ? 'The customer has been in this autopilot before, and may enter it only once.'
        : 'The customer has been in this autopilot before, and may not enter it again yet.'
    case 'occurrence_used':
      return 'What the trigger finds has started a journey already: each occurrence starts one.'
    case 'holdout':
      return 'The customer is in the holdout: kept out on purpose, to measure the lift.'
    case 'window_closed':
      return obstacle.opensAt === null
        ? 'Journeys may not start any more: the activation window is over.'
        : 'Journeys may not start now: the activation window is closed.'
    case 'budget_used_up':
      return 'The autopilot’s budget of vouchers is used up.'
    case 'not_looked_yet':
      return 'Nothing stands in the way: the autopilot’s next look will find the customer.'
    case 'joined_later':
      return 'The customer joined after the audience was frozen.'
    case 'not_in_audience':
      return `The customer is not in the audience: ${countConditions(obstacle.conditions)}.`
    case 'excluded_by':
      return 'The customer is in the audience, but a part of it that is excluded holds.'
    case 'fulfils_it_now':
      return 'The customer fulfils the audience now, but did not when it was frozen.'
    case 'not_frozen_yet':
      return 'The customer is in the audience as it is now; it is frozen when the campaign starts.'
    case 'page_waits':
      return 'The customer is among the recipients, on a page whose time has not come.'
  }
}

function countConditions(conditions: readonly UnmetCondition[]): string {
  const fields = [...new Set(conditions.flatMap(({ field }) => field ?? []))]
  const count = conditions.length === 1 ? 'one condition is not met' : `${conditions.length} conditions are not met`
  return fields.length === 0 ? count : `${count} (${fields.join(', ')})`
}

function nameEvent(event: string): string {
  return event === 'order' ? 'a new order' : `an event “${event}”`
}
