/** Birthdays: a day of every year, in the store's time zone. 29 February is 28 February in other years. */
import type { Window } from '../../../domain/audience-rules/rule.ts'
import { addDays } from '../../../domain/time.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type DayRange, resolveRelationDays, resolveToday, resolveWindowDays, type RuleClock } from './rule-clock.ts'
import { misfit, type Operand, type PositiveOperator } from './rule-comparisons.ts'
import { hideFrequency } from './rule-expression.ts'

/** @param birthday a date. True, or false or null. */
export function testAnniversary(sql: Sql, clock: RuleClock, birthday: Fragment, operator: PositiveOperator, operand: Operand): Fragment {
  if (operator === 'is set') return sql`${birthday} IS NOT NULL`
  if (operator !== 'on' && operator !== 'within') throw misfit(operator)
  const range = operator === 'on' ? resolveRelationDays(clock, 'on', operand as string) : resolveWindowDays(clock, operand as Window)
  const keys = listDayKeys(range)
  if (keys === 'all') return sql`${birthday} IS NOT NULL`
  return hideFrequency(sql, sql`${selectDayKey(sql, birthday)} = ANY (${keys}::integer[])`)
}

/** Whole years on the present day of the store, never below 0. */
export function selectAge(sql: Sql, clock: RuleClock, birthday: Fragment): Fragment {
  const today = resolveToday(clock)
  const year = Number(today.slice(0, 4))
  // Whoever was born on 29 February has their day on the 28th of a year without one.
  const key = toDayKey(today) === 228 && !isLeapYear(year) ? 229 : toDayKey(today)
  return sql`greatest(0, ${year}::integer - extract(year FROM ${birthday})::integer - (${selectDayKey(sql, birthday)} > ${key}::integer)::integer)`
}

/** Month and day as one number: 229 is 29 February. */
function selectDayKey(sql: Sql, day: Fragment): Fragment {
  return sql`(extract(month FROM ${day})::integer * 100 + extract(day FROM ${day})::integer)`
}

function listDayKeys({ from, until }: DayRange): number[] | 'all' {
  // Every day of the year comes within 366 days.
  if (from === undefined || until === undefined || Date.parse(until) - Date.parse(from) >= 366 * 86_400_000) return 'all'
  const keys: number[] = []
  for (let day = from; day <= until; day = addDays(day, 1)) {
    keys.push(toDayKey(day))
    if (toDayKey(day) === 228 && !isLeapYear(Number(day.slice(0, 4)))) keys.push(229)
  }
  return keys
}

function toDayKey(day: string): number {
  return Number(day.slice(5, 7)) * 100 + Number(day.slice(8, 10))
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
