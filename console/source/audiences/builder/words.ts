/** Operators and measures as the builder says them. */
import type { Operator } from './rule-tree.ts'

export const operatorWords: Record<Operator, string> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  between: 'is between',
  in: 'is one of',
  'not in': 'is none of',
  contains: 'contains',
  'not contains': 'does not contain',
  'starts with': 'starts with',
  'ends with': 'ends with',
  before: 'is before',
  after: 'is after',
  on: 'is on',
  within: 'is within',
  'not within': 'is not within',
  'is set': 'is known',
  'is not set': 'is not known',
}

export const measureWords = { count: 'how many', sum: 'sum', average: 'average', first: 'the first', last: 'the last' } as const
