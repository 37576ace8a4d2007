/** Why somebody is in an audience, or is not: each condition of its rule asked of one customer, by the same SQL that selects the members. */
import type { Condition, Rule } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import { type AudienceContext, AudienceReferenceError } from './audience-context.ts'
import { createCompiler } from './compile-rule.ts'
import { listValues, splitOperator } from './rule-comparisons.ts'
import { renderExpression } from './rule-expression.ts'

/** In the shape of the rule. `holds` is true of the customer. */
export type Explanation =
  | { kind: 'all' | 'any'; holds: boolean; parts: Explanation[] }
  | { kind: 'not'; holds: boolean; part: Explanation }
  | {
      kind: 'condition'
      holds: boolean
      condition: Condition
      /** Of a condition about audiences: each of them, and why. */
      audiences?: ExplainedAudience[]
    }

export interface ExplainedAudience {
  /** Public id. */
  audienceId: string
  holds: boolean
  /** Where the audience is met first; left out where it is met again. */
  explanation?: Explanation
}

/** Undefined when there is no such customer. @param customerId UUID. @throws AudienceReferenceError */
export async function explainMembership(
  sql: Sql,
  rule: Rule,
  customerId: string,
  context: AudienceContext,
): Promise<Explanation | undefined> {
  const conditions = listAskedConditions(rule, context)
  const compiler = createCompiler(sql, context, { rules: [], customerId })
  const tests = conditions.map((condition) => compiler.plan(condition))
  const results = tests.map((test) => sql`, (${renderExpression(sql, test)}) IS TRUE`)
  // An array: a function takes a hundred arguments at most.
  const [row] = await sql<{ results: boolean[] }[]>`
    ${compiler.renderWith()} SELECT ARRAY[true ${results.length === 0 ? sql`` : results}] AS results
    FROM customers AS c ${compiler.joins.render()} WHERE c.id = ${customerId}::uuid`
  if (row === undefined) return undefined
  const answers = new Map(conditions.map((condition, index) => [condition, row.results[index + 1] === true]))
  return judgeRule(rule, { context, answers, met: new Map() })
}

/** Every condition but those about audiences, whose own conditions are asked instead, once. */
function listAskedConditions(rule: Rule, context: AudienceContext, met = new Set<string>()): Condition[] {
  if ('all' in rule) return rule.all.flatMap((part) => listAskedConditions(part, context, met))
  if ('any' in rule) return rule.any.flatMap((part) => listAskedConditions(part, context, met))
  if ('not' in rule) return listAskedConditions(rule.not, context, met)
  if (rule.field !== 'audience') return [rule]
  return listValues<string>(rule.value).flatMap((id) => {
    if (met.has(id)) return []
    met.add(id)
    return listAskedConditions(requireRule(context, id), context, met)
  })
}

interface Judgement {
  context: AudienceContext
  answers: ReadonlyMap<Condition, boolean>
  /** Undefined while it is being judged. */
  met: Map<string, boolean | undefined>
}

function judgeRule(rule: Rule, judgement: Judgement): Explanation {
  if ('all' in rule || 'any' in rule) {
    const parts = ('all' in rule ? rule.all : rule.any).map((part) => judgeRule(part, judgement))
    const holds = 'all' in rule ? parts.every((part) => part.holds) : parts.some((part) => part.holds)
    return { kind: 'all' in rule ? 'all' : 'any', holds, parts }
  }
  if ('not' in rule) {
    const part = judgeRule(rule.not, judgement)
    return { kind: 'not', holds: !part.holds, part }
  }
  if (rule.field !== 'audience') return { kind: 'condition', holds: judgement.answers.get(rule) === true, condition: rule }
  const audiences = listValues<string>(rule.value).map((id) => judgeAudience(id, judgement))
  const isInOne = audiences.some(({ holds }) => holds)
  return { kind: 'condition', holds: isInOne !== splitOperator(rule.op).isNegated, condition: rule, audiences }
}

function judgeAudience(audienceId: string, judgement: Judgement): ExplainedAudience {
  const { context, met } = judgement
  if (met.has(audienceId)) {
    const holds = met.get(audienceId)
    if (holds === undefined) throw new AudienceReferenceError('circular', audienceId)
    return { audienceId, holds }
  }
  met.set(audienceId, undefined)
  const explanation = judgeRule(requireRule(context, audienceId), judgement)
  met.set(audienceId, explanation.holds)
  return { audienceId, holds: explanation.holds, explanation }
}

function requireRule(context: AudienceContext, audienceId: string): Rule {
  const rule = context.audiences.get(audienceId)
  if (rule === undefined) throw new AudienceReferenceError('missing', audienceId)
  return rule
}
