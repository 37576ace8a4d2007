/** Free-form values: a key of a jsonb column, read as the operator and the value in the rule say (domain/audience-rules/dimension-types.ts). */
import type { Scalar, Window } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type DayRange, resolveRelationDays, resolveWindowDays, type RuleClock } from './rule-clock.ts'
import {
  compareNumbers,
  listValues,
  misfit,
  type Operand,
  type PositiveOperator,
  resolveInstants,
  testInstant,
  writeNumber,
} from './rule-comparisons.ts'
import { hideFrequency, joinFragments } from './rule-expression.ts'
import { testText } from './rule-texts.ts'

export interface Attribute {
  /** A jsonb column. */
  document: Fragment
  key: string
}

/** True, or false or null. */
export function testAttribute(sql: Sql, clock: RuleClock, attribute: Attribute, operator: PositiveOperator, operand: Operand): Fragment {
  return hideFrequency(sql, testRead(sql, clock, attribute, operator, operand))
}

function testRead(sql: Sql, clock: RuleClock, attribute: Attribute, operator: PositiveOperator, operand: Operand): Fragment {
  switch (operator) {
    case '=':
    case 'in':
      return equalsAny(sql, attribute, listValues(operand))
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'between':
      return compareNumbers(sql, readNumber(sql, attribute), operator, listValues<number>(operand), (value) => writeNumber(sql, value))
    case 'contains':
    case 'starts with':
    case 'ends with':
      return testAsText(sql, attribute, operator, listValues<string>(operand))
    case 'before':
    case 'after':
    case 'on':
    case 'within':
      return testDate(sql, clock, attribute, operator, operand)
    case 'is set':
      return sql`${readText(sql, attribute)} IS NOT NULL`
    default:
      throw misfit(operator)
  }
}

/** A number, or null where the value is none. */
export function readNumber(sql: Sql, attribute: Attribute): Fragment {
  // Lists, objects and texts of JSON begin and end with other characters.
  return sql`(CASE WHEN ${readText(sql, attribute)} ~ '^-?[0-9]+([.][0-9]+)?$' THEN ${readText(sql, attribute)}::numeric END)`
}

function equalsAny(sql: Sql, attribute: Attribute, values: Scalar[]): Fragment {
  const texts = values.filter((value) => typeof value === 'string')
  const numbers = values.filter((value) => typeof value === 'number')
  const tests = [sql`false`]
  if (texts.length > 0) tests.push(testAsText(sql, attribute, 'in', texts))
  if (numbers.length > 0) {
    tests.push(sql`${readNumber(sql, attribute)} = ANY (${numbers.map(String)}::numeric[])`)
  }
  for (const value of new Set(values.filter((value) => typeof value === 'boolean')))
    tests.push(testAsText(sql, attribute, '=', [String(value)]))
  const [, only, ...others] = tests
  return only === undefined || others.length > 0 ? joinFragments(sql, tests, 'OR') : only
}

function testAsText(sql: Sql, attribute: Attribute, operator: PositiveOperator, texts: string[]): Fragment {
  const { document, key } = attribute
  return sql`(${testText(sql, readText(sql, attribute), operator, texts)} AND jsonb_typeof(${document} -> ${key}::text) NOT IN ('object', 'array'))`
}

/** As JSON writes it, without a text's quotes; null of a JSON null too. */
function readText(sql: Sql, { document, key }: Attribute): Fragment {
  return sql`(${document} ->> ${key}::text)`
}

/** A text that is a day goes by days, one that is an instant by instants. */
function testDate(
  sql: Sql,
  clock: RuleClock,
  attribute: Attribute,
  operator: 'before' | 'after' | 'on' | 'within',
  operand: Operand,
): Fragment {
  const days = operator === 'within' ? resolveWindowDays(clock, operand as Window) : resolveRelationDays(clock, operator, operand as string)
  const text = readText(sql, attribute)
  return sql`(${testDay(sql, sql`read_day(${text})`, days)}
    OR ${testInstant(sql, sql`read_instant(${text})`, resolveInstants(clock, operator, operand))})`
}

function testDay(sql: Sql, day: Fragment, { from, until }: DayRange): Fragment {
  const bounds: Fragment[] = []
  if (from !== undefined) bounds.push(sql`${day} >= ${from}::date`)
  if (until !== undefined) bounds.push(sql`${day} <= ${until}::date`)
  return bounds.length === 0 ? sql`${day} IS NOT NULL` : joinFragments(sql, bounds, 'AND')
}
