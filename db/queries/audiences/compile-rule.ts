/**
 * Rules as SQL: a condition on the customer `c` and what has to be joined for it (rule-joins). An audience that is named once is put in its place;
 * one that is named more often is asked once, by name, in front of the query, so that audiences over audiences stay as long as they are written.
 */
import type { SourceName } from '../../../domain/audience-rules/dimensions.ts'
import { resolveField } from '../../../domain/audience-rules/fields.ts'
import { listConditions } from '../../../domain/audience-rules/references.ts'
import type { Condition, Rule } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import { type AudienceContext, AudienceReferenceError } from './audience-context.ts'
import { testColumn } from './rule-columns.ts'
import { listValues, splitOperator } from './rule-comparisons.ts'
import { describeDimension } from './rule-dimensions.ts'
import { type Expression, negate, renderExpression } from './rule-expression.ts'
import { createJoins, type Joins, type NamedQuery, testPresence } from './rule-joins.ts'
import { planAggregate, resolveWhereField } from './rule-records.ts'
import { type RecordSource, unknownColumn } from './record-source.ts'

export interface RuleCompiler {
  sql: Sql
  context: AudienceContext
  joins: Joins
  plan(rule: Rule): Expression
  /** @param ids public ids */
  planAudiences(ids: string[]): Expression
  /** `WITH … ` or nothing, to stand before `SELECT`: complete once everything is planned. */
  renderWith(): Fragment
}

/** @param rules everything that will be planned: who is named how often. @param customerId where one customer alone is asked about */
export function createCompiler(
  sql: Sql,
  context: AudienceContext,
  { rules, audienceIds = [], customerId }: { rules: readonly Rule[]; audienceIds?: readonly string[]; customerId?: string },
): RuleCompiler {
  const timesNamed = countNames(context, rules, audienceIds)
  const names = new Map<string, string>()
  const shared: NamedQuery[] = []

  const compileAt = (joins: Joins, path: readonly string[]): Pick<RuleCompiler, 'plan' | 'planAudiences'> => {
    const plan = (rule: Rule): Expression => {
      if ('all' in rule) return { kind: 'all', parts: rule.all.map(plan) }
      if ('any' in rule) return { kind: 'any', parts: rule.any.map(plan) }
      if ('not' in rule) return negate(plan(rule.not))
      if (rule.field === 'audience') {
        const expression = planAudiences(listValues<string>(rule.value))
        return splitOperator(rule.op).isNegated ? negate(expression) : expression
      }
      return planCondition(sql, context, joins, rule)
    }
    const planAudiences = (ids: string[]): Expression => ({ kind: 'any', parts: [...new Set(ids)].map(planAudience) })
    const planAudience = (id: string): Expression => {
      if (path.includes(id)) throw new AudienceReferenceError('circular', id)
      const rule = requireRule(context, id)
      if ((timesNamed.get(id) ?? 0) < 2) return compileAt(joins, [...path, id]).plan(rule)
      const name = share(id, rule, path)
      const alias = joins.rows(`audience ${id}`, () => sql`SELECT customer_id FROM ${sql(name)}`)
      return { kind: 'test', test: () => testPresence(sql, alias), isNegated: false }
    }
    return { plan, planAudiences }
  }

  /** The name under which whoever fulfils an audience's rule is asked once. */
  const share = (id: string, rule: Rule, path: readonly string[]): string => {
    const known = names.get(id)
    if (known !== undefined) return known
    const name = `audience_${names.size}`
    names.set(id, name)
    const joins = createJoins(sql, { level: name, clock: context, customerId })
    const expression = compileAt(joins, [...path, id]).plan(rule)
    const query = selectCustomers(sql, joins, expression, customerId)
    // After those that it names itself: a WITH sees what stands before it.
    shared.push(...joins.listScans(), { name, query })
    return name
  }

  const joins = createJoins(sql, { level: 'asked', clock: context, customerId })
  return {
    sql,
    context,
    joins,
    ...compileAt(joins, []),
    renderWith() {
      const [first, ...others] = [...shared, ...joins.listScans()].map(({ name, query }) => sql`${sql(name)} AS MATERIALIZED (${query})`)
      return first === undefined ? sql`` : sql`WITH ${first} ${others.length === 0 ? sql`` : others.map((other) => sql`, ${other}`)}`
    },
  }
}

/** Who fulfils a checked rule: a whole query with the column `customer_id`, each member once. @throws AudienceReferenceError */
export function selectRuleMembers(sql: Sql, rule: Rule, context: AudienceContext): Fragment {
  const compiler = createCompiler(sql, context, { rules: [rule] })
  const members = selectCustomers(sql, compiler.joins, compiler.plan(rule))
  return sql`${compiler.renderWith()} ${members}`
}

function selectCustomers(sql: Sql, joins: Joins, expression: Expression, customerId?: string): Fragment {
  const condition = renderExpression(sql, expression)
  return sql`
    SELECT c.id AS customer_id FROM customers AS c ${joins.render()}
    WHERE ${condition} ${customerId === undefined ? sql`` : sql`AND c.id = ${customerId}::uuid`}`
}

function planCondition(sql: Sql, context: AudienceContext, joins: Joins, condition: Condition): Expression {
  const field = resolveField(condition.field)
  if (field === undefined) throw unknownColumn(condition.field)
  if (field.kind === 'dimension')
    return testColumn(sql, context, describeDimension(sql, context, joins, field.dimension.name, field.key), condition)
  const { test, isNegated } = planAggregate(sql, context, condition, (source, name) =>
    condition.where === undefined ? undefined : renderExpression(sql, planWhere(sql, context, condition.where, source, name)),
  )
  return { kind: 'test', test: joins.records(test), isNegated }
}

function planWhere(sql: Sql, context: AudienceContext, rule: Rule, source: RecordSource, name: SourceName): Expression {
  if ('all' in rule) return { kind: 'all', parts: rule.all.map((part) => planWhere(sql, context, part, source, name)) }
  if ('any' in rule) return { kind: 'any', parts: rule.any.map((part) => planWhere(sql, context, part, source, name)) }
  if ('not' in rule) return negate(planWhere(sql, context, rule.not, source, name))
  const { dimension, key } = resolveWhereField(name, rule.field)
  return testColumn(sql, context, source.column(dimension.name, key), rule)
}

/** How often each audience is named: by what is asked, and by each audience that it leads to. */
function countNames(context: AudienceContext, rules: readonly Rule[], audienceIds: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  const count = (ids: readonly string[]): void => {
    for (const id of ids) {
      const before = times.get(id) ?? 0
      times.set(id, before + 1)
      if (before === 0) count(listNamedAudiences(requireRule(context, id)))
    }
  }
  count([...audienceIds, ...rules.flatMap(listNamedAudiences)])
  return times
}

/** As often as they are named. */
function listNamedAudiences(rule: Rule): string[] {
  return listConditions(rule)
    .filter(({ field }) => field === 'audience')
    .flatMap(({ value }) => listValues<string>(value))
}

function requireRule(context: AudienceContext, id: string): Rule {
  const rule = context.audiences.get(id)
  if (rule === undefined) throw new AudienceReferenceError('missing', id)
  return rule
}
