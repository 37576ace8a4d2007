/**
 * What an autopilot does for one customer, as an operator draws it and a JourneyVersion keeps it: why it starts (the trigger), who may enter and how
 * often, the steps, and what ends it early. A published definition never changes. Records are named by their public ids, as in rules.
 */
import type { Rule } from '../audience-rules/rule.ts'
import type { ChannelName } from '../channels.ts'
import type { EmailMessage, PushMessage, SmsMessage } from '../messages.ts'
import type { SegmentKey } from '../segment-keys.ts'
import type { JourneyDuration } from './journey-durations.ts'

export type PersonalDate = 'birthday' | 'first_order' | `attributes.${string}`

/** What the store reports of one customer: a new valid order, or an event by its name; with `where`, only those for which the rule over its own fields is true. */
export type ReportedEvent = { kind: 'ordered'; where?: Rule | undefined } | { kind: 'event'; name: string; where?: Rule | undefined }

export type Trigger =
  /** No valid order for so long. One occurrence for each quiet spell: the last order names it. */
  | { kind: 'quiet_for'; duration: JourneyDuration }
  /** A day of every year, at an hour of the customer's clock, so many days before. One occurrence a year. 29 February is 28 February in other years. */
  | { kind: 'personal_date'; date: PersonalDate; daysBefore: number; atHour: number }
  /** One occurrence for each entry since the autopilot was enabled. */
  | { kind: 'segment_entered'; segment: SegmentKey }
  /** One occurrence for each entry that is noticed; who is in it at first has not entered. */
  | { kind: 'audience_entered'; audienceId: string }
  /** One occurrence for each stay; of those who are in it at first it counts from then. */
  | { kind: 'audience_stayed'; audienceId: string; duration: JourneyDuration }
  /** One occurrence for each order or event that happens after the autopilot was enabled. */
  | { kind: 'event'; event: ReportedEvent }

/** How often one customer may enter. `after` counts from the match before. `always` may have several journeys of one customer at once. */
export type Reentry = { kind: 'once' } | { kind: 'always' } | { kind: 'after'; duration: JourneyDuration }

/** When journeys may start, in the store's time zone. A match outside of it waits for its beginning, or is dropped where that never comes. */
export interface ActivationWindow {
  /** Instants (RFC 3339). */
  from?: string | undefined
  until?: string | undefined
  /** ISO weekdays: 1 is Monday. */
  weekdays?: number[] | undefined
  /** From 0 to 24; `from` later than `until` spans midnight. The end does not belong to it. */
  hours?: { from: number; until: number } | undefined
}

/** What ends a journey wherever it is. A rule is asked before each step that does something. */
export type ExitRule = { kind: 'ordered' } | { kind: 'voucher_redeemed' } | { kind: 'event'; name: string } | { kind: 'rule'; rule: Rule }

/** What a journey can wait for. Vouchers and clicks are the journey's own. Opens are not among them: mail proxies fake them. */
export type AwaitedEvent =
  | ReportedEvent
  | { kind: 'voucher_accepted' }
  | { kind: 'voucher_redeemed' }
  | { kind: 'message_clicked'; step: string }

export type Next = string | null

export type WaitStep = {
  kind: 'wait'
  duration: JourneyDuration
  /** Then until this hour of the customer's clock. */ untilHour?: number | undefined
  next: Next
}
/** What happened since the step before counts as well. */
export type WaitForStep = { kind: 'waitFor'; event: AwaitedEvent; atMost: JourneyDuration; next: Next; otherwise: Next }
/** The first branch whose rule is true. */
export type BranchStep = { kind: 'branch'; branches: { rule: Rule; next: Next }[]; otherwise: Next }
/** By a stable hash of autopilot, step and customer, so that a newer version keeps everyone in their arm. Percentages have two decimals and make 100. */
export type SplitStep = { kind: 'split'; arms: { name: string; percent: number; next: Next }[] }
/** `otherwise`: none can be had, by budget or limit. */
export type VoucherStep = { kind: 'voucher'; offerId: string; next: Next; otherwise: Next }
export interface SendStep {
  kind: 'send'
  /** In order of preference. */
  channels: ChannelName[]
  messages: { email?: EmailMessage | undefined; sms?: SmsMessage | undefined; push?: PushMessage | undefined }
  /** A message that is reported undeliverable within this time makes way for the next channel; until then, or its receipt, the journey waits. */
  fallThroughWithin: JourneyDuration
  next: Next
  /** Every channel was closed. */
  otherwise: Next
}
/** A signed POST to the store. `otherwise`: it was refused, or not taken for a day. */
export type WebhookStep = { kind: 'webhook'; url: string; next: Next; otherwise: Next }
/** Null takes the attribute away. */
export type TagStep = { kind: 'tag'; attribute: string; value: string | number | boolean | null; next: Next }
export type ExitStep = { kind: 'exit'; reason: string }

/** `next` and its like name a step; null ends the journey as completed. */
export type Step = { id: string; name?: string | undefined } & (
  | WaitStep
  | WaitForStep
  | BranchStep
  | SplitStep
  | VoucherStep
  | SendStep
  | WebhookStep
  | TagStep
  | ExitStep
)

export interface JourneyDefinition {
  trigger: Trigger
  /** Who of those that the trigger finds may enter; `{all: []}` is everyone. */
  entryRule: Rule
  reentry: Reentry
  activation: ActivationWindow
  exitRules: ExitRule[]
  /** 0 to 50: a stable share of customers is matched and kept out, to measure the lift. */
  holdoutPercent: number
  /** A journey ends as expired after this long. */
  endsAfter: JourneyDuration
  /** The first of `steps` is where it starts. */
  steps: Step[]
}

/** Every way that leads on from a step, with its place in the definition. */
export function listExits(step: Step): { path: string; next: Next }[] {
  switch (step.kind) {
    case 'wait':
    case 'tag':
      return [{ path: 'next', next: step.next }]
    case 'waitFor':
    case 'voucher':
    case 'send':
    case 'webhook':
      return [
        { path: 'next', next: step.next },
        { path: 'otherwise', next: step.otherwise },
      ]
    case 'branch':
      return [
        ...step.branches.map(({ next }, index) => ({ path: `branches[${index}].next`, next })),
        { path: 'otherwise', next: step.otherwise },
      ]
    case 'split':
      return step.arms.map(({ next }, index) => ({ path: `arms[${index}].next`, next }))
    case 'exit':
      return []
  }
}
