/**
 * A rule as it is being built: groups and conditions that may still lack something, each with an id that stays while it is edited. It becomes a rule
 * of the API and is made from one.
 */
import type { Rule } from '../audience-queries.ts'

export type Condition = Extract<Rule, { field: string }>
export type Operator = Condition['op']
export type Value = NonNullable<Condition['value']>
export type Scalar = Extract<Value, readonly unknown[]>[number]
export type Money = Extract<Scalar, object>
export type RuleWindow = NonNullable<Condition['within']>

export interface GroupNode {
  kind: 'group'
  id: string
  join: 'all' | 'any'
  isNegated: boolean
  nodes: RuleNode[]
}

export interface ConditionNode {
  kind: 'condition'
  id: string
  isNegated: boolean
  /** Empty until it is chosen. */
  field: string
  of?: string | undefined
  within?: RuleWindow | undefined
  where?: GroupNode | undefined
  op: Operator
  value?: Value | undefined
}

export type RuleNode = GroupNode | ConditionNode

let made = 0

function makeId(): string {
  made += 1
  return `rule-part-${made}`
}

export function makeGroup(nodes: RuleNode[] = []): GroupNode {
  return { kind: 'group', id: makeId(), join: 'all', isNegated: false, nodes }
}

export function makeCondition(): ConditionNode {
  return { kind: 'condition', id: makeId(), isNegated: false, field: '', op: '=' }
}

/** The root is always a group: a rule of one condition is a group of one. */
export function toTree(rule: Rule): GroupNode {
  const node = toNode(rule)
  return node.kind === 'group' ? node : makeGroup([node])
}

function toNode(rule: Rule): RuleNode {
  if ('not' in rule) {
    const node = toNode(rule.not)
    return node.isNegated ? { ...makeGroup([node]), isNegated: true } : { ...node, isNegated: true }
  }
  if ('all' in rule) return makeGroup(rule.all.map(toNode))
  if ('any' in rule) return { ...makeGroup(rule.any.map(toNode)), join: 'any' }
  const { where, ...condition } = rule
  return { ...condition, kind: 'condition', id: makeId(), isNegated: false, where: where === undefined ? undefined : toTree(where) }
}

/** False while something has still to be chosen or typed. */
export function isComplete(node: RuleNode): boolean {
  if (node.kind === 'group') return node.nodes.every(isComplete)
  const { field, of, op, value, within, where } = node
  if (field === '' || field.endsWith('.') || of === '' || of?.endsWith('.') === true) return false
  if (where !== undefined && !isComplete(where)) return false
  if (within !== undefined && !isValue(within)) return false
  return op === 'is set' || op === 'is not set' || (value !== undefined && isValue(value))
}

function isValue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isValue)
  if (typeof value !== 'object') return value !== ''
  // An amount has its currency; a window needs one of its ends.
  return Object.values(value).some((part) => part !== undefined && part !== '')
}

export interface BuiltRule {
  rule: Rule
  /** Where each part is in the rule, as the API names places. */
  places: Map<string, string>
}

/** @param root one that is complete */
export function toRule(root: GroupNode): BuiltRule {
  const places = new Map<string, string>()
  return { rule: buildRoot(root, '', places), places }
}

/** A group of one condition is that condition, as one would write it. */
function buildRoot(root: GroupNode, path: string, places: Map<string, string>): Rule {
  const [only] = root.nodes
  if (only === undefined || root.nodes.length > 1 || root.isNegated) return build(root, path, places)
  places.set(root.id, path)
  return build(only, path, places)
}

function build(node: RuleNode, path: string, places: Map<string, string>): Rule {
  places.set(node.id, path)
  if (node.isNegated) return { not: build({ ...node, isNegated: false }, join(path, 'not'), places) }
  if (node.kind === 'group') {
    const rules = node.nodes.map((one, index) => build(one, join(path, `${node.join}[${index}]`), places))
    return node.join === 'all' ? { all: rules } : { any: rules }
  }
  const { field, of, within, where, op, value } = node
  return {
    field,
    ...(of === undefined ? {} : { of }),
    ...(within === undefined ? {} : { within }),
    ...(where === undefined || where.nodes.length === 0 ? {} : { where: buildRoot(where, join(path, 'where'), places) }),
    op,
    ...(value === undefined ? {} : { value }),
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
