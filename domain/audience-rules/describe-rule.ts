/**
 * A rule in words, as what is said of one customer: "ordered at least 3 times in the last 90 days, and may get SMS". `not` is carried to the
 * conditions, so that nobody has to take a sentence apart to find what it is about.
 */
import { describeAggregate } from './describe-aggregate.ts'
import { describeCustomer, type NameRecord } from './describe-customer.ts'
import { describeRecord } from './describe-record.ts'
import { resolveField, resolveSourceField } from './fields.ts'
import type { Condition, Rule } from './rule.ts'
import { type SourceName, sources } from './sources.ts'

export interface DescribeOptions {
  names: NameRecord
}

/** @param rule one that has been checked. */
export function describeRule(rule: Rule, { names }: DescribeOptions): string {
  const described = simplify(rule, false, (condition, isOpposite) => describeOne(condition, isOpposite, names))
  if (described.kind === 'all' && described.parts.length === 0) return 'is anyone at all'
  if (described.kind === 'any' && described.parts.length === 0) return 'is nobody at all'
  return joinParts(described, 0)
}

/** Without `not`, groups of one, and groups that are of the same kind as the one around them. */
type Described = { kind: 'words'; words: string } | { kind: 'all' | 'any'; parts: Described[] }

function simplify(rule: Rule, isOpposite: boolean, describe: (condition: Condition, isOpposite: boolean) => string): Described {
  if ('not' in rule) return simplify(rule.not, !isOpposite, describe)
  if ('field' in rule) return { kind: 'words', words: describe(rule, isOpposite) }
  const kind = 'all' in rule === isOpposite ? 'any' : 'all'
  const parts = ('all' in rule ? rule.all : rule.any)
    .map((part) => simplify(part, isOpposite, describe))
    .flatMap((part) => (part.kind === kind ? part.parts : [part]))
  const [first] = parts
  return parts.length === 1 && first !== undefined ? first : { kind, parts }
}

/** `a, and b`; within that, `either a or b`; within that, in parentheses. */
function joinParts(described: Described, level: number): string {
  if (described.kind === 'words') return described.words
  const { kind, parts } = described
  if (parts.length === 0) return kind === 'all' ? 'is anyone' : 'is nobody'
  const words = parts.map((part) => joinParts(part, level + 1))
  const connective = kind === 'all' ? 'and' : 'or'
  if (level === 0) return `${words.slice(0, -1).join(', ')}, ${connective} ${words.at(-1)}`
  const joined = words.join(` ${connective} `)
  return level === 1 ? `${kind === 'all' ? 'both' : 'either'} ${joined}` : `(${joined})`
}

function describeOne(condition: Condition, isOpposite: boolean, names: NameRecord): string {
  const field = resolveField(condition.field)
  if (field === undefined) return condition.field
  if (field.kind === 'dimension') return describeCustomer(condition, field, isOpposite, names)
  return describeAggregate(condition, field, isOpposite, (where, source) => describeWhere(where, source, names))
}

/** Empty where every record is meant. */
function describeWhere(where: Rule, sourceName: SourceName, names: NameRecord): string {
  const source = sources.find(({ name }) => name === sourceName)
  const described = simplify(where, false, (condition, isOpposite) => {
    const field = source && resolveSourceField(source, condition.field)
    return field === undefined ? condition.field : describeRecord(condition, field, isOpposite, names)
  })
  return describeQualities(described)
}

function describeQualities(described: Described, level = 0): string {
  if (described.kind === 'words') return described.words
  if (described.parts.length === 0) return described.kind === 'all' ? '' : 'of no kind at all'
  const words = described.parts.map((part) => describeQualities(part, level + 1)).filter((part) => part !== '')
  const joined = words.join(described.kind === 'all' ? ' and ' : ' or ')
  return level === 0 || words.length < 2 ? joined : `(${joined})`
}
