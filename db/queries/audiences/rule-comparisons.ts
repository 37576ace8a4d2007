/** One operator between one value of SQL and the values in a rule. Only the positive operators: their twins are the same test turned round. */
import type { Operator, RuleValue, Scalar, Window } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type InstantRange, resolveRelation, resolveWindow, type RuleClock } from './rule-clock.ts'
import { joinFragments } from './rule-expression.ts'

/** The value of a condition. */
export type Operand = RuleValue | Scalar[] | undefined

const twins = {
  '!=': '=',
  'not in': 'in',
  'not contains': 'contains',
  'not within': 'within',
  'is not set': 'is set',
} as const satisfies Partial<Record<Operator, Operator>>

export type PositiveOperator = Exclude<Operator, keyof typeof twins>

/** `not in` is `in`, negated. */
export function splitOperator(operator: Operator): { operator: PositiveOperator; isNegated: boolean } {
  const twin = operator in twins ? twins[operator as keyof typeof twins] : undefined
  return twin === undefined ? { operator: operator as PositiveOperator, isNegated: false } : { operator: twin, isNegated: true }
}

/** One value, or each of a list's. */
export function listValues<Value extends Scalar>(operand: Operand): Value[] {
  return (Array.isArray(operand) ? operand : [operand]) as Value[]
}

/** Of `=`, `<` … and `between`, with each number as SQL by `write`. */
export function compareNumbers(
  sql: Sql,
  left: Fragment,
  operator: PositiveOperator,
  numbers: number[],
  write: (value: number) => Fragment,
): Fragment {
  const [one = 0, other = 0] = numbers
  if (operator === 'between') return sql`(${left} >= ${write(one)} AND ${left} <= ${write(other)})`
  return sql`${left} ${requireComparison(sql, operator)} ${write(one)}`
}

/** The same in this program. */
export function isTrueOf(left: number, operator: PositiveOperator, [one = 0, other = 0]: number[]): boolean {
  switch (operator) {
    case '=':
      return left === one
    case '<':
      return left < one
    case '<=':
      return left <= one
    case '>':
      return left > one
    case '>=':
      return left >= one
    case 'between':
      return left >= one && left <= other
    default:
      throw misfit(operator)
  }
}

function requireComparison(sql: Sql, operator: PositiveOperator): Fragment {
  switch (operator) {
    case '=':
      return sql`=`
    case '<':
      return sql`<`
    case '<=':
      return sql`<=`
    case '>':
      return sql`>`
    case '>=':
      return sql`>=`
    default:
      throw misfit(operator)
  }
}

/** Whole numbers as what columns hold, so that nothing is cast a million times. */
export function writeNumber(sql: Sql, value: number): Fragment {
  return Number.isSafeInteger(value) ? sql`${value}::bigint` : sql`${String(value)}::numeric`
}

/** The instants that `before`, `after`, `on` and `within` name. */
export function resolveInstants(clock: RuleClock, operator: PositiveOperator, operand: Operand): InstantRange {
  if (operator === 'within') return resolveWindow(clock, operand as Window)
  if (operator === 'before' || operator === 'after' || operator === 'on') return resolveRelation(clock, operator, operand as string)
  throw misfit(operator)
}

/** True of every instant where the range is open on both sides. */
export function testInstant(sql: Sql, instant: Fragment, { from, until }: InstantRange): Fragment {
  const bounds: Fragment[] = []
  if (from !== undefined) bounds.push(sql`${instant} ${from.isIncluded ? sql`>=` : sql`>`} ${new Date(from.at).toISOString()}::timestamptz`)
  if (until !== undefined)
    bounds.push(sql`${instant} ${until.isIncluded ? sql`<=` : sql`<`} ${new Date(until.at).toISOString()}::timestamptz`)
  return bounds.length === 0 ? sql`${instant} IS NOT NULL` : joinFragments(sql, bounds, 'AND')
}

/** What the checker has let through and no column of this kind can answer: a fault of ours. */
export function misfit(operator: string): Error {
  return new Error(`A checked rule does not ask this with ${operator}`)
}
