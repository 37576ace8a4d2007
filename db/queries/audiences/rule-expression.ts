/**
 * A rule on its way to SQL: tests joined by all and any, every `not` moved down to the tests. SQL's third truth value then does no harm: without a
 * `NOT` above it, null rejects a row just as false does, and a test that is turned round says `IS NOT TRUE`.
 */
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'

export type Expression = { kind: 'all' | 'any'; parts: Expression[] } | { kind: 'test'; test: Test; isNegated: boolean }

/** Rendered once all tests of a rule are known: tests of the same records share their scan. */
export type Test = () => RenderedTest

export interface RenderedTest {
  /** True, or false or null. */
  holds: Fragment
  /** The opposite, where it can be said better than by `IS NOT TRUE`: also true, or false or null. */
  fails?: Fragment
}

export function negate(expression: Expression): Expression {
  if (expression.kind === 'test') return { ...expression, isNegated: !expression.isNegated }
  return { kind: expression.kind === 'all' ? 'any' : 'all', parts: expression.parts.map(negate) }
}

/** A condition in parentheses: true for members, false or null for others. */
export function renderExpression(sql: Sql, expression: Expression): Fragment {
  if (expression.kind === 'test') {
    const { holds, fails } = expression.test()
    if (!expression.isNegated) return holds
    return fails ?? sql`((${holds}) IS NOT TRUE)`
  }
  const parts = expression.parts.map((part) => renderExpression(sql, part))
  if (parts.length === 0) return expression.kind === 'all' ? sql`true` : sql`false`
  return joinFragments(sql, parts, expression.kind === 'all' ? 'AND' : 'OR')
}

/** In parentheses. At least one. */
export function joinFragments(sql: Sql, fragments: Fragment[], operator: 'AND' | 'OR'): Fragment {
  const [first, ...others] = fragments
  if (first === undefined) throw new RangeError('Nothing to join')
  if (others.length === 0) return first
  const separator = operator === 'AND' ? sql` AND ` : sql` OR `
  return sql`(${first}${others.map((other) => sql`${separator}${other}`)})`
}

/**
 * The same test, taken by the planner to be true of every other row. It has no statistics of what is computed and would guess one in two hundred; three such guesses
 * make one row of a million, and then it reads everything that is joined once for each of the rows that there really are.
 */
export function hideFrequency(sql: Sql, test: Fragment): Fragment {
  return sql`CASE WHEN ${test} THEN true END`
}
