/** Which parts of an audience hold of one customer, by the same SQL that freezes it. */
import type { Condition, Rule } from '../../../domain/audience-rules/rule.ts'
import type { Audience, AudiencePart } from '../../../domain/audiences.ts'
import { formatId } from '../../../domain/ids.ts'
import type { Sql } from '../../client.ts'
import type { AudienceContext } from '../audiences/audience-context.ts'
import { type Explanation, explainMembership } from '../audiences/explain-membership.ts'
import { planAudience } from '../sends/plan-audience.ts'
import { readActualValues } from './read-actual-values.ts'

export interface Unmet {
  rule: Rule
  /** Of a single condition. */
  field: string | null
  actual: unknown
}

export interface ExplainedPart {
  part: AudiencePart
  holds: boolean
  /** Of a part that does not hold: each of these alone keeps the customer out of it. */
  unmet: Unmet[]
}

export interface ExplainedAudience {
  include: ExplainedPart[]
  exclude: ExplainedPart[]
}

/** Undefined when there is no such customer. @throws AudienceReferenceError */
export async function explainAudience(
  sql: Sql,
  { include, exclude }: Audience,
  customerId: string,
  context: AudienceContext,
): Promise<ExplainedAudience | undefined> {
  const explain = async (parts: readonly AudiencePart[]) => {
    const explained: ExplainedPart[] = []
    for (const part of parts) explained.push(await explainPart(sql, part, customerId, context))
    return explained
  }
  const [known] = await sql`SELECT FROM customers WHERE id = ${customerId}`
  if (known === undefined) return undefined
  return { include: await explain(include), exclude: await explain(exclude) }
}

async function explainPart(sql: Sql, part: AudiencePart, customerId: string, context: AudienceContext): Promise<ExplainedPart> {
  const rule = toRule(part)
  if (rule === undefined) {
    const query = planAudience(sql, { include: [part], exclude: [] }, context)
    const [row] = await sql<{ holds: boolean }[]>`
      ${query.with} SELECT (${query.isIncluded}) IS TRUE AS holds FROM customers AS c ${query.joins.render()} WHERE c.id = ${customerId}::uuid`
    return { part, holds: row?.holds === true, unmet: [] }
  }
  const { holds, unmet } = await explainRule(sql, rule, customerId, context)
  return { part, holds, unmet }
}

/** Whether a rule is true of the customer, and what of it is not. @throws AudienceReferenceError */
export async function explainRule(
  sql: Sql,
  rule: Rule,
  customerId: string,
  context: AudienceContext,
): Promise<{ holds: boolean; unmet: Unmet[] }> {
  const explanation = await explainMembership(sql, rule, customerId, context)
  if (explanation === undefined) return { holds: false, unmet: [] }
  const parts = listUnmet(explanation)
  const conditions = parts.map(findCondition)
  const asked = conditions.filter((condition) => condition !== undefined)
  const values = await readActualValues(sql, asked, customerId, context)
  const unmet = parts.map((part, index): Unmet => {
    const condition = conditions[index]
    return {
      rule: toAskedRule(part),
      field: condition?.field ?? null,
      actual: condition === undefined ? null : (values[asked.indexOf(condition)] ?? null),
    }
  })
  return { holds: explanation.holds, unmet }
}

/** Each of these alone keeps the customer out: through groups of all, and through audiences that are named alone. */
function listUnmet(explanation: Explanation): Explanation[] {
  if (explanation.holds) return []
  if (explanation.kind === 'all') return explanation.parts.flatMap(listUnmet)
  if (explanation.kind === 'condition' && explanation.audiences?.length === 1) {
    const inner = explanation.audiences[0]?.explanation
    const deeper = inner === undefined ? [] : listUnmet(inner)
    if (deeper.length > 0) return deeper
  }
  return [explanation]
}

function findCondition(explanation: Explanation): Condition | undefined {
  if (explanation.kind === 'condition') return explanation.condition
  return explanation.kind === 'not' ? findCondition(explanation.part) : undefined
}

function toAskedRule(explanation: Explanation): Rule {
  switch (explanation.kind) {
    case 'all':
      return { all: explanation.parts.map(toAskedRule) }
    case 'any':
      return { any: explanation.parts.map(toAskedRule) }
    case 'not':
      return { not: toAskedRule(explanation.part) }
    case 'condition':
      return explanation.condition
  }
}

/** Undefined for what rules cannot ask. */
function toRule(part: AudiencePart): Rule | undefined {
  switch (part.kind) {
    case 'everyone':
      return { all: [] }
    case 'segment':
      return part.asOf === undefined ? { field: 'segment', op: '=', value: part.segment } : undefined
    case 'rfmCell':
      return {
        all: [
          { field: 'rfm.recency', op: '=', value: part.recency },
          { field: 'rfm.fm', op: '=', value: part.fm },
        ],
      }
    case 'group':
      return { field: 'group', op: '=', value: formatId('group', part.groupId) }
    case 'audience':
      return { field: 'audience', op: '=', value: formatId('audience', part.audienceId) }
    case 'rule':
      return part.rule
    case 'customers':
      return undefined
  }
}
