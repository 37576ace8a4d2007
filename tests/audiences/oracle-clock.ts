/**
 * Moments, windows and days, by the words of rule.ts alone. An instant is compared with a day by the day that calendars in the store's zone show at
 * it: nowhere is the beginning of a day computed.
 */
import type { Condition, Moment, Window } from '../../domain/audience-rules/rule.ts'

export interface OracleClock {
  nowMs: number
  timeZone: string
}

type ReadMoment = { day: string } | { atMs: number }

const hourMs = 3_600_000
const unitMs: Record<string, number> = { h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs }
const calendars = new Map<string, Intl.DateTimeFormat>()

/** `YYYY-MM-DD` as calendars in the store's zone show it. */
export function dayAt({ timeZone }: OracleClock, atMs: number): string {
  const calendar =
    calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  calendars.set(timeZone, calendar)
  return calendar.format(atMs)
}

function readDuration(text: string): number {
  return Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? Number.NaN)
}

function readMoment(clock: OracleClock, moment: Moment): ReadMoment {
  if (moment === 'now') return { atMs: clock.nowMs }
  if (moment === 'today') return { day: dayAt(clock, clock.nowMs) }
  if (moment.endsWith(' ago')) return { atMs: clock.nowMs - readDuration(moment.slice(0, -4)) }
  if (moment.startsWith('in ')) return { atMs: clock.nowMs + readDuration(moment.slice(3)) }
  return moment.includes('T') ? { atMs: Date.parse(moment) } : { day: moment }
}

function readEnds(clock: OracleClock, window: Window): { from: ReadMoment | undefined; until: ReadMoment | undefined } {
  const now = { atMs: clock.nowMs }
  if ('last' in window) return { from: { atMs: clock.nowMs - readDuration(window.last) }, until: now }
  if ('next' in window) return { from: now, until: { atMs: clock.nowMs + readDuration(window.next) } }
  const read = (moment: Moment | undefined) => (moment === undefined ? undefined : readMoment(clock, moment))
  return { from: read(window.from), until: read(window.until) }
}

export function isInstantWithin(clock: OracleClock, atMs: number, window: Window): boolean {
  const { from, until } = readEnds(clock, window)
  return (from === undefined || relate(clock, atMs, from) >= 0) && (until === undefined || relate(clock, atMs, until) <= 0)
}

export function isDayWithin(clock: OracleClock, day: string, window: Window): boolean {
  const { from, until } = readEnds(clock, window)
  return (
    (from === undefined || compareDays(day, dayOf(clock, from)) >= 0) && (until === undefined || compareDays(day, dayOf(clock, until)) <= 0)
  )
}

/** Before, in, or after the moment: a day is in itself as a whole. */
function relate(clock: OracleClock, atMs: number, moment: ReadMoment): number {
  if ('atMs' in moment) return Math.sign(atMs - moment.atMs)
  return compareDays(dayAt(clock, atMs), moment.day)
}

function dayOf(clock: OracleClock, moment: ReadMoment): string {
  return 'day' in moment ? moment.day : dayAt(clock, moment.atMs)
}

function compareDays(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** `before`, `after` and `on` of an instant. */
export function isInstantRelated(clock: OracleClock, atMs: number, op: Condition['op'], moment: Moment): boolean {
  const read = readMoment(clock, moment)
  if (op === 'on') return dayAt(clock, atMs) === dayOf(clock, read)
  return op === 'before' ? relate(clock, atMs, read) < 0 : relate(clock, atMs, read) > 0
}

/** `before`, `after` and `on` of what is a day itself. */
export function isDayRelated(clock: OracleClock, day: string, op: Condition['op'], moment: Moment): boolean {
  const sign = compareDays(day, dayOf(clock, readMoment(clock, moment)))
  return op === 'on' ? sign === 0 : op === 'before' ? sign < 0 : sign > 0
}

function readYear(day: string): number {
  return Number(day.slice(0, day.indexOf('-')))
}

/** The day of that year on which a birthday is kept. */
function anniversaryIn(year: number, birthday: string): string {
  const isLeap = new Date(Date.UTC(year, 2, 0)).getUTCDate() === 29
  const monthAndDay = birthday.slice(5)
  return `${String(year).padStart(4, '0')}-${monthAndDay === '02-29' && !isLeap ? '02-28' : monthAndDay}`
}

export function isAnniversaryOn(clock: OracleClock, birthday: string, moment: Moment): boolean {
  const day = dayOf(clock, readMoment(clock, moment))
  return anniversaryIn(readYear(day), birthday) === day
}

export function isAnniversaryWithin(clock: OracleClock, birthday: string, window: Window): boolean {
  const { from, until } = readEnds(clock, window)
  if (from === undefined || until === undefined) return true
  const last = readYear(dayOf(clock, until))
  for (let year = readYear(dayOf(clock, from)); year <= last; year += 1)
    if (isDayWithin(clock, anniversaryIn(year, birthday), window)) return true
  return false
}

/** Whole years on the present day. */
export function ageOf(clock: OracleClock, birthday: string): number {
  const today = dayAt(clock, clock.nowMs)
  const year = readYear(today)
  const years = year - readYear(birthday) - (compareDays(anniversaryIn(year, birthday), today) > 0 ? 1 : 0)
  return Math.max(0, years)
}
