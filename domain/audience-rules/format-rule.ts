/** A rule as text, in one canonical form that `parseRule` reads back as the same rule. */
import { formatAmount } from '../money.ts'
import { findType, resolveField, resolveSourceField } from './fields.ts'
import type { Condition, Rule, RuleValue, Scalar, Window } from './rule.ts'
import type { Source } from './sources.ts'
import { isMoney } from './values.ts'

/** @param rule one that has been checked. */
export function formatRule(rule: Rule): string {
  return formatPart(rule, undefined)
}

function formatPart(rule: Rule, source: Source | undefined): string {
  if ('all' in rule) return formatGroup('all', rule.all, source)
  if ('any' in rule) return formatGroup('any', rule.any, source)
  if ('not' in rule) return `not ${formatOperand(rule.not, source)}`
  return formatCondition(rule, source)
}

function formatGroup(kind: 'all' | 'any', rules: Rule[], source: Source | undefined): string {
  const [first] = rules
  if (first === undefined) return kind === 'all' ? 'everyone' : 'nobody'
  if (rules.length === 1) return `${kind}(${formatPart(first, source)})`
  return rules.map((rule) => formatOperand(rule, source)).join(kind === 'all' ? ' and ' : ' or ')
}

/** In parentheses when it is a chain itself: what is a group stays one. */
function formatOperand(rule: Rule, source: Source | undefined): string {
  const parts = 'all' in rule ? rule.all : 'any' in rule ? rule.any : []
  const text = formatPart(rule, source)
  return parts.length > 1 ? `(${text})` : text
}

function formatCondition(condition: Condition, source: Source | undefined): string {
  const resolved = source === undefined ? resolveField(condition.field) : resolveSourceField(source, condition.field)
  const own = resolved?.kind === 'aggregate' ? resolved.source : undefined
  const details = [
    ...(condition.of === undefined ? [] : [formatName(condition.of)]),
    ...(condition.within === undefined ? [] : [formatWindow(condition.within)]),
    ...(condition.where === undefined ? [] : [`where ${formatPart(condition.where, own)}`]),
  ]
  const field = formatName(condition.field) + (details.length === 0 ? '' : `(${details.join(', ')})`)
  if (condition.value === undefined) return `${field} ${condition.op}`
  const type = resolved === undefined ? 'text' : findType(resolved)
  return `${field} ${condition.op} ${formatValue(condition, type === 'choice' || type === 'membership')}`
}

/** The key of an attribute is written in quotes where it is more than a word. */
function formatName(name: string): string {
  const dot = name.indexOf('.')
  const prefix = name.slice(0, dot + 1)
  const key = name.slice(dot + 1)
  return (prefix === 'attributes.' || prefix === 'properties.') && !/^[\p{L}\p{M}\p{N}_-]+$/u.test(key)
    ? prefix + JSON.stringify(key)
    : name
}

function formatValue({ op, value }: Condition, isNamed: boolean): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) {
    const scalars = value.map((one) => formatScalar(one, isNamed))
    return op === 'between' ? scalars.join(' and ') : `(${scalars.join(', ')})`
  }
  if (isWindow(value)) return formatWindow(value)
  const isMoment = op === 'before' || op === 'after' || op === 'on'
  return formatScalar(value, isNamed || isMoment)
}

function formatScalar(value: Scalar, isNamed: boolean): string {
  if (isMoney(value)) return `${formatAmount(value.amountMinor, value.currency)} ${value.currency}`
  return typeof value === 'string' && !isNamed ? JSON.stringify(value) : String(value)
}

function formatWindow(window: Window): string {
  if ('last' in window) return `last ${window.last}`
  if ('next' in window) return `next ${window.next}`
  return [window.from === undefined ? [] : `from ${window.from}`, window.until === undefined ? [] : `until ${window.until}`]
    .flat()
    .join(' ')
}

export function isWindow(value: RuleValue): value is Window {
  return typeof value === 'object' && !('amountMinor' in value)
}
