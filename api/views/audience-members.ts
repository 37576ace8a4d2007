/** Members of audiences as people read them, and why somebody is one or is not. */
import type { z } from 'zod'
import type { ExplainedAudience, Explanation } from '../../db/queries/audiences/explain-membership.ts'
import type { Member } from '../../db/queries/audiences/members.ts'
import type { NamedRecords } from '../../db/queries/audiences/named-records.ts'
import type { Rule } from '../../domain/audience-rules/rule.ts'
import { formatId } from '../../domain/ids.ts'
import { describeInWords } from '../audiences/name-records.ts'
import type { explainedMembershipSchema } from '../schemas/audiences.ts'

export function viewMember({ id, externalId, firstName, lastName }: Member) {
  const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ')
  return { id: formatId('customer', id), externalId, name: name === '' ? null : name }
}

type ExplanationView = z.input<typeof explainedMembershipSchema>
type PartView = ExplanationView['rule']

export function viewExplanation(
  explanation: Explanation,
  { customerId, records, at }: { customerId: string; records: NamedRecords; at: Date },
): ExplanationView {
  return {
    customerId: formatId('customer', customerId),
    isMember: explanation.holds,
    at: at.toISOString(),
    unmet: listUnmet(explanation).map((part) => describeInWords(toRule(part), records)),
    rule: viewPart(explanation, records),
  }
}

/** Each of these alone keeps her out. */
function listUnmet(explanation: Explanation): Explanation[] {
  if (explanation.holds) return []
  return explanation.kind === 'all' ? explanation.parts.flatMap(listUnmet) : [explanation]
}

function viewPart(explanation: Explanation, records: NamedRecords): PartView {
  return {
    kind: explanation.kind,
    holds: explanation.holds,
    words: describeInWords(toRule(explanation), records),
    parts: listParts(explanation).map((part) => viewPart(part, records)),
  }
}

/** Of a condition about audiences, what was asked in their name. */
function listParts(explanation: Explanation): Explanation[] {
  switch (explanation.kind) {
    case 'all':
    case 'any':
      return explanation.parts
    case 'not':
      return [explanation.part]
    case 'condition':
      return (explanation.audiences ?? []).flatMap(({ explanation }: ExplainedAudience) => explanation ?? [])
  }
}

function toRule(explanation: Explanation): Rule {
  switch (explanation.kind) {
    case 'all':
      return { all: explanation.parts.map(toRule) }
    case 'any':
      return { any: explanation.parts.map(toRule) }
    case 'not':
      return { not: toRule(explanation.part) }
    case 'condition':
      return explanation.condition
  }
}
