/** An audience of parts as SQL. All parts are conditions on one customer, so that whoever is in several of them is one member all the same. */
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Audience, AudiencePart } from '../../../domain/audiences.ts'
import { formatId } from '../../../domain/ids.ts'
import type { Sql } from '../../client.ts'
import type { AudienceContext } from '../audiences/audience-context.ts'
import { createCompiler, type RuleCompiler } from '../audiences/compile-rule.ts'
import { testGroups, testRfmCells, testSegments } from '../audiences/rule-dimensions.ts'
import { type Expression, renderExpression, type RenderedTest } from '../audiences/rule-expression.ts'
import { type Joins, testPresence } from '../audiences/rule-joins.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { segmentMembers } from '../segments/segment-members.ts'

/**
 * An audience to be put into a query of one's own: `${query.with} SELECT … FROM customers AS c ${query.joins.render()} WHERE ${query.isIncluded}`. Ask
 * `joins` for what else is needed before rendering them.
 */
export interface AudienceQuery extends AudienceCondition {
  /** `WITH …`, or nothing. */
  with: Fragment
  joins: Joins
}

export interface AudienceCondition {
  /** Of `c`: true, or false or null. */
  isIncluded: Fragment
  /** Of `c`: true or false. */
  isExcluded: Fragment
}

/** @throws AudienceReferenceError */
export function planAudience(sql: Sql, audience: Audience, context: AudienceContext): AudienceQuery {
  const { conditions, ...shared } = planAudiences(sql, [audience], context)
  return { ...shared, ...(conditions[0] ?? { isIncluded: sql`false`, isExcluded: sql`false` }) }
}

/** Several of them, asked of each customer in one pass. @param context of all their parts @throws AudienceReferenceError */
export function planAudiences(
  sql: Sql,
  audiences: readonly Audience[],
  context: AudienceContext,
): Omit<AudienceQuery, keyof AudienceCondition> & { conditions: AudienceCondition[] } {
  const parts = audiences.flatMap(({ include, exclude }) => [...include, ...exclude])
  const rules = parts.flatMap((part): Rule[] => (part.kind === 'rule' ? [part.rule] : []))
  const audienceIds = parts.flatMap((part) => (part.kind === 'audience' ? [formatId('audience', part.audienceId)] : []))
  const compiler = createCompiler(sql, context, { rules, audienceIds })
  const planParts = (planned: AudiencePart[]): Expression => ({ kind: 'any', parts: planned.map((part) => planPart(compiler, part)) })
  const planned = audiences.map(({ include, exclude }) => ({ included: planParts(include), excluded: planParts(exclude), exclude }))
  return {
    with: compiler.renderWith(),
    joins: compiler.joins,
    conditions: planned.map(({ included, excluded, exclude }) => ({
      isIncluded: renderExpression(sql, included),
      isExcluded: exclude.length === 0 ? sql`false` : sql`((${renderExpression(sql, excluded)}) IS TRUE)`,
    })),
  }
}

function planPart({ sql, joins, plan, planAudiences }: RuleCompiler, part: AudiencePart): Expression {
  switch (part.kind) {
    case 'everyone':
      return { kind: 'all', parts: [] }
    case 'segment':
      return toExpression(
        part.asOf === undefined ? testSegments(sql, joins, [part.segment]) : testPastSegment(sql, joins, part.segment, part.asOf),
      )
    case 'rfmCell':
      return toExpression(testRfmCells(sql, joins, [part.recency * 10 + part.fm]))
    case 'group':
      return toExpression(testGroups(sql, joins, [part.groupId]))
    case 'audience':
      return planAudiences([formatId('audience', part.audienceId)])
    case 'rule':
      return plan(part.rule)
    case 'customers':
      return toExpression({ holds: sql`c.id = ANY (${part.customerIds}::uuid[])` })
  }
}

function testPastSegment(sql: Sql, joins: Joins, segment: Parameters<typeof segmentMembers>[1], asOf: string): RenderedTest {
  const alias = joins.rows(`segment ${segment} ${asOf}`, () => segmentMembers(sql, segment, new Date(asOf)))
  return testPresence(sql, alias)
}

function toExpression(rendered: RenderedTest): Expression {
  return { kind: 'test', test: () => rendered, isNegated: false }
}
