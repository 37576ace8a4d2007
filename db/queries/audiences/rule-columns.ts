/** A value that a rule asks about, as SQL, and a condition on it as a test. The same for a customer's own values and for those of a record. */
import type { Condition, MoneyValue } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type Attribute, testAttribute } from './rule-attributes.ts'
import { testAnniversary } from './rule-birthdays.ts'
import type { RuleClock } from './rule-clock.ts'
import {
  compareNumbers,
  listValues,
  type Operand,
  type PositiveOperator,
  resolveInstants,
  splitOperator,
  testInstant,
  writeNumber,
} from './rule-comparisons.ts'
import type { Expression, RenderedTest } from './rule-expression.ts'
import { testText } from './rule-texts.ts'

export type Column =
  | { type: 'number' | 'anniversary'; value: Fragment }
  /** No value where `isThere` is not true: said beside the value, so that an index of the value is of use. */
  | { type: 'instant'; value: Fragment; isThere?: Fragment }
  /** `isIndexed`: by its lower case. */
  | { type: 'text'; value: Fragment; isIndexed?: boolean }
  | { type: 'money'; amount: Fragment; currency: Fragment }
  | { type: 'attribute'; attribute: Attribute }
  /** Of a closed list, or in one of the values' groups: `holds` of any of them. */
  | { type: 'choice' | 'membership'; holds(values: string[]): RenderedTest }
  /** A condition, true or false or null. */
  | { type: 'boolean'; value: RenderedTest }

/** The test of a condition that has no records: `city = "Sofia"`, or `coupon is set` within `where`. */
export function testColumn(sql: Sql, clock: RuleClock, column: Column, condition: Condition): Expression {
  const { operator, isNegated } = splitOperator(condition.op)
  const { value } = condition
  switch (column.type) {
    case 'boolean':
      return { kind: 'test', test: () => column.value, isNegated: isNegated !== (value === false) }
    case 'choice':
    case 'membership': {
      const rendered = column.holds(listValues<string>(value))
      return { kind: 'test', test: () => rendered, isNegated }
    }
    case 'text':
    case 'number':
    case 'instant':
    case 'anniversary':
    case 'money':
    case 'attribute': {
      const holds = testValue(sql, clock, column, operator, value)
      return { kind: 'test', test: () => ({ holds }), isNegated }
    }
  }
}

function testValue(
  sql: Sql,
  clock: RuleClock,
  column: Exclude<Column, { type: 'boolean' | 'choice' | 'membership' }>,
  operator: PositiveOperator,
  operand: Operand,
): Fragment {
  if (column.type === 'attribute') return testAttribute(sql, clock, column.attribute, operator, operand)
  if (column.type === 'money') return testMoney(sql, column, operator, operand)
  const { value } = column
  if (column.type === 'instant' && column.isThere !== undefined) {
    const { isThere, ...bare } = column
    return sql`(${isThere} AND ${testValue(sql, clock, bare, operator, operand)})`
  }
  if (operator === 'is set') return sql`${value} IS NOT NULL`
  if (column.type === 'text') return testText(sql, value, operator, listValues<string>(operand), column.isIndexed)
  if (column.type === 'anniversary') return testAnniversary(sql, clock, value, operator, operand)
  if (column.type === 'instant') return testInstant(sql, value, resolveInstants(clock, operator, operand))
  return compareNumbers(sql, value, operator, listValues<number>(operand), (number) => writeNumber(sql, number))
}

function testMoney(
  sql: Sql,
  { amount, currency }: { amount: Fragment; currency: Fragment },
  operator: PositiveOperator,
  operand: Operand,
): Fragment {
  if (operator === 'is set') return sql`${amount} IS NOT NULL`
  const values = listValues<MoneyValue>(operand)
  const amounts = values.map(({ amountMinor }) => amountMinor)
  return sql`(${currency} = ${requireCurrency(values)} AND ${compareNumbers(sql, amount, operator, amounts, (number) => writeNumber(sql, number))})`
}

/** The one currency of a condition's amounts. */
export function requireCurrency(values: MoneyValue[]): string {
  const [first] = values
  if (first === undefined || values.some(({ currency }) => currency !== first.currency))
    throw new Error('A checked condition has one currency')
  return first.currency
}
