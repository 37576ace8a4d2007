/**
 * Makes a rule of what somebody sent, or says everything that is wrong with it, each fault at its path. What comes out is a fresh object that holds
 * nothing but the rule, its moments, currencies and choices in their one form. However deep or long the input, the cost is bounded.
 */
import { suggestName } from './closest-name.ts'
import { checkValue, type Asked } from './check-value.ts'
import { checkWindow } from './check-window.ts'
import { createFindings, type Findings, isObject, joinPath, quote, readKey, refuseUnknownKeys, type RuleFault } from './faults.ts'
import {
  findType,
  listFieldNames,
  listOperators,
  type ResolvedDimension,
  type ResolvedField,
  resolveField,
  resolveSourceField,
  resolveSummable,
} from './fields.ts'
import { formatRule } from './format-rule.ts'
import {
  type Condition,
  maximumRuleConditions,
  maximumRuleTextLength,
  maximumRuleDepth,
  type Operator,
  operators,
  type Rule,
} from './rule.ts'
import type { Source } from './sources.ts'

export type CheckedRule = { kind: 'rule'; rule: Rule } | { kind: 'refused'; faults: RuleFault[] }

export function checkRule(input: unknown): CheckedRule {
  const findings = createFindings()
  const rule = checkPart(input, { path: '', depth: 1, source: undefined }, findings)
  if (rule !== undefined && findings.faults.length === 0 && formatRule(rule).length > maximumRuleTextLength)
    findings.refuse('', `Is longer than ${maximumRuleTextLength} characters of text`)
  return rule === undefined || findings.faults.length > 0 ? { kind: 'refused', faults: findings.faults } : { kind: 'rule', rule }
}

interface Place {
  path: string
  depth: number
  /** Within `where`: whose records it asks about. */
  source: Source | undefined
}

const groupKinds = ['all', 'any'] as const
const conditionKeys = ['field', 'of', 'within', 'where', 'op', 'value'] as const
const shapes = 'Must be {"all": […]}, {"any": […]}, {"not": …} or a condition {"field": …, "op": …, "value": …}'

function checkPart(input: unknown, place: Place, findings: Findings): Rule | undefined {
  const { path, depth } = place
  if (depth > maximumRuleDepth) return findings.refuse(path, `Is nested deeper than ${maximumRuleDepth}`)
  if (!isObject(input)) return findings.takeCondition() ? findings.refuse(path, shapes) : undefined
  const kind = (['all', 'any', 'not', 'field'] as const).find((key) => readKey(input, key) !== undefined)
  if (kind === 'all' || kind === 'any') return checkGroup(kind, input, place, findings)
  if (kind === 'not') {
    refuseUnknownKeys(input, ['not'], path, findings)
    const not = checkPart(input['not'], { ...place, path: joinPath(path, 'not'), depth: depth + 1 }, findings)
    return not && { not }
  }
  if (!findings.takeCondition()) return undefined
  if (kind === 'field' || readKey(input, 'op') !== undefined) return checkCondition(input, place, findings)
  return findings.refuse(path, shapes)
}

function checkGroup(
  kind: (typeof groupKinds)[number],
  input: Record<string, unknown>,
  place: Place,
  findings: Findings,
): { all: Rule[] } | { any: Rule[] } | undefined {
  refuseUnknownKeys(input, [kind], place.path, findings)
  const path = joinPath(place.path, kind)
  const parts = input[kind]
  if (!Array.isArray(parts)) return findings.refuse(path, 'Must be a list of rules')
  if (parts.length === 0 && !findings.takeCondition()) return undefined
  if (parts.length > maximumRuleConditions) return findings.refuse(path, `Must be at most ${maximumRuleConditions} rules`)
  const rules = parts.map((part: unknown, index) =>
    checkPart(part, { ...place, path: `${path}[${index}]`, depth: place.depth + 1 }, findings),
  )
  const whole = rules.filter((rule) => rule !== undefined)
  if (whole.length < rules.length) return undefined
  return kind === 'all' ? { all: whole } : { any: whole }
}

function checkCondition(input: Record<string, unknown>, place: Place, findings: Findings): Condition | undefined {
  const { path, depth } = place
  refuseUnknownKeys(input, conditionKeys, path, findings)
  const field = checkField(readKey(input, 'field'), place, findings)
  if (field === undefined) return undefined
  const { name, resolved } = field
  const of = checkOf(readKey(input, 'of'), resolved, joinPath(path, 'of'), findings)
  if (of === undefined) return undefined
  const condition: Partial<Condition> = { field: name }
  if (of.name !== undefined) condition.of = of.name
  for (const key of ['within', 'where'] as const) {
    const given = readKey(input, key)
    if (given === undefined) continue
    const at = joinPath(path, key)
    if (resolved.kind === 'dimension')
      findings.refuse(at, `Only a count, sum, average, first or last takes \`${key}\`; ${quote(name)} is none`)
    else if (key === 'within') Object.assign(condition, { within: checkWindow(given, at, findings) })
    else Object.assign(condition, { where: checkPart(given, { path: at, depth: depth + 1, source: resolved.source }, findings) })
  }
  const asked: Asked = { name, type: findType(resolved, of.resolved), resolved }
  const op = checkOperator(readKey(input, 'op'), asked, listOperators(resolved, of.resolved), joinPath(path, 'op'), findings)
  if (op === undefined) return undefined
  condition.op = op
  const value = checkValue(readKey(input, 'value'), { asked, op, path: joinPath(path, 'value') }, findings)
  if (value !== undefined) condition.value = value
  return condition as Condition
}

function checkField(name: unknown, { path, source }: Place, findings: Findings): { name: string; resolved: ResolvedField } | undefined {
  const at = joinPath(path, 'field')
  if (typeof name !== 'string') return findings.refuse(at, 'Must be the name of a field')
  const resolved = source === undefined ? resolveField(name) : resolveSourceField(source, name)
  if (resolved !== undefined) return { name, resolved }
  const names = listFieldNames(source)
  const keyed = names.find((known) => known.endsWith('.*') && (name === known.slice(0, -2) || name.startsWith(known.slice(0, -1))))
  if (keyed !== undefined) return findings.refuse(at, `Must name a key of 1 to 100 plain characters, as ${keyed.replace('*', 'plan')}`)
  const measured = names.filter((known) => known.startsWith(`${name}.`))
  if (measured.length > 0 && name !== '') return findings.refuse(at, `Must say which: ${measured.join(', ')}`)
  const what = source === undefined ? 'Unknown field' : `Unknown field of ${source.name}`
  return findings.refuse(at, () => `${what} “${quote(name)}”${suggestName(name, names) || describeNames(source, names)}`)
}

function describeNames(source: Source | undefined, names: readonly string[]): string {
  return source === undefined ? '' : `; there are ${names.join(', ')}`
}

/** What a sum or an average is of. Undefined after a fault. */
function checkOf(
  given: unknown,
  field: ResolvedField,
  path: string,
  findings: Findings,
): { name?: string; resolved?: ResolvedDimension } | undefined {
  const isMeasured = field.kind === 'aggregate' && (field.measure === 'sum' || field.measure === 'average')
  if (!isMeasured) return given === undefined ? {} : findings.refuse(path, 'Only a sum or an average is of a field')
  const { source, measure } = field
  const choices = source.summable.map((name) => name.replace('.*', '.…')).join(', ')
  if (typeof given !== 'string') return findings.refuse(path, `Must say what the ${measure} is of: ${choices}`)
  const resolved = resolveSummable(source, given)
  if (resolved === undefined) return findings.refuse(path, `${source.name} has no ${measure} of “${quote(given)}”; there is ${choices}`)
  return { name: given, resolved }
}

function checkOperator(
  given: unknown,
  { name, type }: Asked,
  allowed: readonly Operator[],
  path: string,
  findings: Findings,
): Operator | undefined {
  const op = allowed.find((one) => one === given)
  if (op !== undefined) return op
  const known = operators.find((one) => one === given)
  const list = allowed.join(', ')
  if (typeof given !== 'string') return findings.refuse(path, `Must be an operator: ${list}`)
  if (known === undefined) return findings.refuse(path, `Unknown operator “${quote(given)}”; ${quote(name)} takes ${list}`)
  return findings.refuse(path, `${quote(name)} is ${typeNames[type]} and takes ${list}`)
}

const typeNames: Record<Asked['type'], string> = {
  text: 'a text',
  number: 'a number',
  money: 'an amount of money',
  boolean: 'true or false',
  choice: 'one of a list',
  instant: 'an instant',
  anniversary: 'a day of every year',
  membership: 'a membership',
  attribute: 'a free-form value',
}
