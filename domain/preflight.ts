/**
 * Is a broadcast ready to leave? Every check that says something, worst first: an `error` keeps it from being sent, a `warning` is worth a
 * look, `info` is good to know.
 */
import { formatCount } from './health-levels.ts'
import type { Message } from './messages.ts'
import type { Schedule } from './schedules.ts'
import type { StoreSettings } from './settings.ts'
import { instantAtLocalTime } from './time.ts'

export type CheckLevel = 'error' | 'warning' | 'info'

export interface PreflightCheck {
  /** Stable, for programs. */
  code: string
  level: CheckLevel
  message: string
}

export interface PreflightAudience {
  /** Everyone the audience names, those whom it excludes too. */
  members: number
  /** Would be sent to, at once or when their quiet hours end. */
  reachable: number
  /** Of those, in quiet hours at the time. */
  deferred: number
  /** The others, by the reason for which they would be skipped. */
  unreachable: Record<string, number>
}

export interface PreflightFacts {
  store: StoreSettings
  message: Message
  /** What compiling the message has found. */
  problems: PreflightCheck[]
  audience: PreflightAudience
  schedule: Schedule
  expiresAt: Date | null
  holdoutPercent: number
  /** For SMS: parts of a typical message, and the cost of all of them in millionths of the store's currency. */
  sms: { parts: number; estimatedCostMicros: number } | null
}

/** Of those who could consent, the share below which a warning says so. */
const lowConsentShare = 0.5
const passingReasons = ['cooldown', 'quiet_hours']
/** Where a date is last, and first. */
const [lastZone, firstZone] = ['Etc/GMT+12', 'Etc/GMT-14']
/** RFC 2606 and 6761: nobody receives there, and nobody sends from there. */
const placeholderDomain = /(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$/i

export function checkReadiness(facts: PreflightFacts, now: Date): PreflightCheck[] {
  const checks = [
    ...checkSender(facts),
    ...facts.problems,
    ...checkAudience(facts),
    ...checkSchedule(facts, now),
    ...checkSms(facts),
    ...checkLimits(facts),
  ]
  return sortChecks(checks)
}

/** Worst first. */
export function sortChecks(checks: readonly PreflightCheck[]): PreflightCheck[] {
  const levels: CheckLevel[] = ['error', 'warning', 'info']
  return levels.flatMap((level) => checks.filter((check) => check.level === level))
}

/** Who it comes from. */
export function checkSender({ store, message }: Pick<PreflightFacts, 'store' | 'message'>): PreflightCheck[] {
  switch (message.channel) {
    case 'email': {
      const from = message.from?.email ?? store.sender.email
      if (from === '')
        return [
          error('sender_missing', 'There is no sender address: set one on the message or in the store’s settings.'),
          ...checkPostalAddress(store),
        ]
      const isPlaceholder = placeholderDomain.test(from.slice(from.lastIndexOf('@') + 1))
      const placeholder = warning('sender_placeholder', 'The sender’s domain exists for examples only: a real provider will refuse it.')
      return [...(isPlaceholder ? [placeholder] : []), ...checkPostalAddress(store)]
    }
    case 'sms':
      return checkSmsSender(message.from ?? store.smsSender, message.text)
    case 'push':
      return []
  }
}

/** A name in place of a number takes no replies, and so no STOP. */
function checkSmsSender(sender: string, text: string): PreflightCheck[] {
  if (sender === '') return [error('sender_missing', 'There is no SMS sender: set one on the message or in the store’s settings.')]
  if (!/[A-Za-z]/.test(sender) || /\{\{-?\s*(unsubscribe|preferences)_url\b/.test(text)) return []
  return [
    warning(
      'sms_sender_takes_no_replies',
      `Nobody can reply STOP to “${sender}”: send from a number, or put {{ unsubscribe_url }} into the text.`,
    ),
  ]
}

function checkPostalAddress(store: StoreSettings): PreflightCheck[] {
  if (store.postalAddress.trim() !== '') return []
  return [error('postal_address_missing', 'Marketing email must show the store’s postal address: set it in the store’s settings.')]
}

function checkAudience({ audience: { members, reachable, unreachable } }: PreflightFacts): PreflightCheck[] {
  if (members === 0) return [error('audience_empty', 'The audience has no members.')]
  const notSubscribed = unreachable['not_subscribed'] ?? 0
  const couldConsent =
    reachable + notSubscribed + (unreachable['holdout'] ?? 0) + (unreachable['cooldown'] ?? 0) + (unreachable['budget_exhausted'] ?? 0)
  const consentShare = couldConsent === 0 ? 0 : 1 - notSubscribed / couldConsent
  const skipped = Object.values(unreachable).reduce((sum, count) => sum + count, 0)
  return [
    ...(reachable === 0 ? [refuseNobody(members, unreachable)] : []),
    ...(notSubscribed > 0 && consentShare < lowConsentShare
      ? [warning('consent_low', `${Math.round(consentShare * 100)}% of the members with an address have consented to this channel.`)]
      : []),
    ...(skipped > 0
      ? [info('members_unreachable', `${skipped} of ${formatCount(members, 'member')} will be skipped: ${listReasons(unreachable)}.`)]
      : []),
  ]
}

/** Reasons that pass by themselves do not keep a campaign back: nobody may be reachable now, and some when their page is claimed. */
export function refuseNobody(members: number, unreachable: Record<string, number>): PreflightCheck {
  const mayPass = passingReasons.some((reason) => (unreachable[reason] ?? 0) > 0)
  const whoever = members === 1 ? 'The one member cannot' : `None of the ${formatCount(members, 'member')} can`
  const message = `${whoever} be reached${mayPass ? ' at that time' : ''}.`
  return mayPass ? warning('nobody_reachable_then', message) : error('nobody_reachable', message)
}

export function listReasons(unreachable: Record<string, number>): string {
  return Object.entries(unreachable)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count} ${reason.replaceAll('_', ' ')}`)
    .join(', ')
}

/** When it leaves. */
export function checkSchedule(
  { schedule, expiresAt, audience, store }: Pick<PreflightFacts, 'schedule' | 'expiresAt' | 'audience' | 'store'>,
  now: Date,
): PreflightCheck[] {
  const { firstAt, storeAt } = findWindow(schedule, store, now)
  const hasPassed = isPast(schedule, now)
  return [
    ...(hasPassed ? [error('schedule_past', 'The time of sending has passed.')] : []),
    ...(!hasPassed && storeAt < now
      ? [
          warning(
            'schedule_partly_past',
            'The time has passed in some time zones: recipients there get the message a day later, at that time.',
          ),
        ]
      : []),
    ...(expiresAt !== null && expiresAt <= firstAt ? [error('expires_before_start', 'It expires before it starts.')] : []),
    ...(audience.deferred > 0
      ? [
          warning(
            'quiet_hours',
            `${formatCount(audience.deferred, 'recipient is', 'recipients are')} in their quiet hours then and get it when those end.`,
          ),
        ]
      : []),
  ]
}

/** Whether its time has passed everywhere. */
export function isPast(schedule: Schedule, now: Date): boolean {
  switch (schedule.kind) {
    case 'now':
      return false
    case 'at':
      return new Date(schedule.at) < now
    case 'local':
      return instantAtLocalTime(schedule.date, schedule.time, lastZone) < now
  }
}

/** When it begins, at the earliest, and when it is due where the store is. */
export function findWindow(schedule: Schedule, store: StoreSettings, now: Date): { firstAt: Date; storeAt: Date } {
  switch (schedule.kind) {
    case 'now':
      return { firstAt: now, storeAt: now }
    case 'at':
      return { firstAt: new Date(schedule.at), storeAt: new Date(schedule.at) }
    case 'local':
      return {
        firstAt: instantAtLocalTime(schedule.date, schedule.time, firstZone),
        storeAt: instantAtLocalTime(schedule.date, schedule.time, store.timeZone),
      }
  }
}

/** What SMS cost. */
export function checkSms({ sms, store }: Pick<PreflightFacts, 'sms' | 'store'>): PreflightCheck[] {
  if (sms === null) return []
  const cost = new Intl.NumberFormat('en', { style: 'currency', currency: store.currency }).format(sms.estimatedCostMicros / 1_000_000)
  return [
    ...(sms.parts > 1 ? [warning('sms_several_parts', `A typical message takes ${sms.parts} parts, and each is charged.`)] : []),
    info('sms_cost', `The estimated cost is ${cost}.`),
  ]
}

function checkLimits({ holdoutPercent, audience }: PreflightFacts): PreflightCheck[] {
  const beyondBudget = audience.unreachable['budget_exhausted'] ?? 0
  return [
    ...(beyondBudget > 0
      ? [warning('budget_too_small', `The limit of messages leaves out ${formatCount(beyondBudget, 'member')} who could be reached.`)]
      : []),
    ...(holdoutPercent > 0 ? [info('holdout', `${holdoutPercent}% are kept back to measure the lift.`)] : []),
  ]
}

export function error(code: string, message: string): PreflightCheck {
  return { code, level: 'error', message }
}

export function warning(code: string, message: string): PreflightCheck {
  return { code, level: 'warning', message }
}

export function info(code: string, message: string): PreflightCheck {
  return { code, level: 'info', message }
}
