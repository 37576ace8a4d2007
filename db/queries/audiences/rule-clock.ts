/**
 * The moments and windows of a rule as instants and days, for one present and one time zone: parameters for the SQL, so that the planner sees how much
 * of a table they leave.
 */
import { readDuration, readMoment, toMs } from '../../../domain/audience-rules/moments.ts'
import type { Moment, Window } from '../../../domain/audience-rules/rule.ts'
import { addDays, instantAtLocalTime, localTimeAt } from '../../../domain/time.ts'

export interface RuleClock {
  now: Date
  /** IANA name: the store's, whose days the rule's days are. */
  timeZone: string
}

/** Milliseconds since 1970; both ends may be open. */
export interface InstantRange {
  from?: InstantBound | undefined
  until?: InstantBound | undefined
}

export interface InstantBound {
  at: number
  isIncluded: boolean
}

/** `YYYY-MM-DD`, both included; both may be open. */
export interface DayRange {
  from?: string | undefined
  until?: string | undefined
}

/** What lies within both. */
export function intersect(one: InstantRange, other: InstantRange): InstantRange {
  return {
    from: pickTighter(one.from, other.from, (left, right) => left > right),
    until: pickTighter(one.until, other.until, (left, right) => left < right),
  }
}

/** The smallest range around both. */
export function spanOver(one: InstantRange, other: InstantRange): InstantRange {
  return {
    from: pickLooser(one.from, other.from, (left, right) => left < right),
    until: pickLooser(one.until, other.until, (left, right) => left > right),
  }
}

function pickTighter(one: InstantBound | undefined, other: InstantBound | undefined, isTighter: (left: number, right: number) => boolean) {
  if (one === undefined || other === undefined) return one ?? other
  if (one.at === other.at) return one.isIncluded ? other : one
  return isTighter(one.at, other.at) ? one : other
}

function pickLooser(one: InstantBound | undefined, other: InstantBound | undefined, isLooser: (left: number, right: number) => boolean) {
  if (one === undefined || other === undefined) return undefined
  if (one.at === other.at) return one.isIncluded ? one : other
  return isLooser(one.at, other.at) ? one : other
}

/** Instants within a window. */
export function resolveWindow(clock: RuleClock, window: Window): InstantRange {
  const nowMs = clock.now.getTime()
  if ('last' in window) return { from: included(nowMs - requireMs(window.last)), until: included(nowMs) }
  if ('next' in window) return { from: included(nowMs), until: included(nowMs + requireMs(window.next)) }
  const from = window.from === undefined ? undefined : resolveMoment(clock, window.from)
  const until = window.until === undefined ? undefined : resolveMoment(clock, window.until)
  return {
    from: from && included(from.isDay ? startOfDay(clock, from.day) : from.at),
    until: until && (until.isDay ? excluded(startOfDay(clock, addDays(until.day, 1))) : included(until.at)),
  }
}

/** Instants before, after or on a moment. */
export function resolveRelation(clock: RuleClock, relation: 'before' | 'after' | 'on', moment: Moment): InstantRange {
  const { isDay, day, at } = resolveMoment(clock, moment)
  if (relation === 'before') return { until: excluded(isDay ? startOfDay(clock, day) : at) }
  const endOfDay = () => startOfDay(clock, addDays(day, 1))
  if (relation === 'after') return { from: isDay ? included(endOfDay()) : excluded(at) }
  return { from: included(startOfDay(clock, day)), until: excluded(endOfDay()) }
}

/** Days within a window: those from the day that it begins on, or within, to the one that it ends on, or within. */
export function resolveWindowDays(clock: RuleClock, window: Window): DayRange {
  const nowMs = clock.now.getTime()
  if ('last' in window) return { from: dayAt(clock, nowMs - requireMs(window.last)), until: dayAt(clock, nowMs) }
  if ('next' in window) return { from: dayAt(clock, nowMs), until: dayAt(clock, nowMs + requireMs(window.next)) }
  return {
    from: window.from === undefined ? undefined : resolveMoment(clock, window.from).day,
    until: window.until === undefined ? undefined : resolveMoment(clock, window.until).day,
  }
}

/** Days before, after or on the day of a moment. */
export function resolveRelationDays(clock: RuleClock, relation: 'before' | 'after' | 'on', moment: Moment): DayRange {
  const { day } = resolveMoment(clock, moment)
  if (relation === 'before') return { until: addDays(day, -1) }
  return relation === 'after' ? { from: addDays(day, 1) } : { from: day, until: day }
}

/** The present day of the store. */
export function resolveToday(clock: RuleClock): string {
  return dayAt(clock, clock.now.getTime())
}

function resolveMoment(clock: RuleClock, text: Moment): { isDay: boolean; day: string; at: number } {
  const moment = readMoment(text)
  if (moment === undefined) throw new RangeError('A checked rule has moments that can be read')
  const nowMs = clock.now.getTime()
  switch (moment.kind) {
    case 'day':
      return { isDay: true, day: moment.day, at: Number.NaN }
    case 'today':
      return { isDay: true, day: resolveToday(clock), at: Number.NaN }
    case 'now':
      return instant(nowMs)
    case 'instant':
      return instant(moment.at.getTime())
    case 'ago':
      return instant(nowMs - toMs(moment.duration))
    case 'in':
      return instant(nowMs + toMs(moment.duration))
  }
  function instant(at: number) {
    return { isDay: false, day: dayAt(clock, at), at }
  }
}

function requireMs(text: string): number {
  const duration = readDuration(text)
  if (duration === undefined) throw new RangeError('A checked rule has durations that can be read')
  return toMs(duration)
}

function startOfDay(clock: RuleClock, day: string): number {
  return instantAtLocalTime(day, '00:00', clock.timeZone).getTime()
}

function dayAt(clock: RuleClock, at: number): string {
  return localTimeAt(new Date(at), clock.timeZone).date
}

function included(at: number): InstantBound {
  return { at, isIncluded: true }
}

function excluded(at: number): InstantBound {
  return { at, isIncluded: false }
}
