/** What stands behind an operator, and what values of each type look like: with it the catalogue is enough to build rules from. */
import type { DimensionType } from './dimension-types.ts'
import type { Operator, Scalar } from './rule.ts'

export const operands = ['nothing', 'value', 'list', 'range', 'text', 'moment', 'window'] as const
export type Operand = (typeof operands)[number]

export const operandOfOperator: Record<Operator, Operand> = {
  '=': 'value',
  '!=': 'value',
  '<': 'value',
  '<=': 'value',
  '>': 'value',
  '>=': 'value',
  between: 'range',
  in: 'list',
  'not in': 'list',
  contains: 'text',
  'not contains': 'text',
  'starts with': 'text',
  'ends with': 'text',
  before: 'moment',
  after: 'moment',
  on: 'moment',
  within: 'window',
  'not within': 'window',
  'is set': 'nothing',
  'is not set': 'nothing',
}

export const operandWords: Record<Operand, string> = {
  nothing: 'No `value` at all',
  value: 'One value of the field’s type',
  list: 'An array of values of the field’s type, from one to a thousand',
  range: 'An array of two values of the field’s type, the lower one first; both are included',
  text: 'A string',
  moment: 'A string: a day (`2026-01-31`), an instant (`2026-01-31T10:00:00Z`), `60d ago`, `in 7d`, `today` or `now`',
  window: 'An object: `{"last": "90d"}`, `{"next": "7d"}`, or `{"from": …, "until": …}` with moments, one of which may be left out',
}

export interface ValueForm {
  description: string
  /** Absent where the operators take only moments and windows. */
  example?: Scalar
}

export const valueForms: Record<DimensionType, ValueForm> = {
  text: { description: 'A string; upper and lower case are the same', example: 'Sofia' },
  number: { description: 'A number', example: 3 },
  money: { description: 'An amount in the smallest unit of its currency', example: { amountMinor: 25000, currency: 'EUR' } },
  boolean: { description: 'true or false', example: true },
  choice: { description: 'A string: one of `values`' },
  instant: { description: 'Compared with moments and windows' },
  anniversary: { description: 'A day of every year; compared with moments and windows' },
  membership: { description: 'A string: one of `values`, or an id found under `valuesUrl`' },
  attribute: { description: 'A string, a number or a boolean: the value says how what the store sent is read', example: 'gold' },
}
