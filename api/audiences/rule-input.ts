/** A rule in a request, as JSON or as text: checked, or refused with every fault at its place. */
import { checkRule } from '../../domain/audience-rules/check-rule.ts'
import { parseRule, type RuleTextFault } from '../../domain/audience-rules/parse-rule.ts'
import type { Rule } from '../../domain/audience-rules/rule.ts'
import { type FieldError, Problem } from '../http/problems.ts'

export interface RuleInput {
  rule?: unknown
  text?: string | undefined
}

export type ReadRule = { kind: 'rule'; rule: Rule } | { kind: 'refused'; errors: FieldError[] }

/**
 * @param currency of amounts in the text that name none: the store's
 * @param base where the two stand in the body, for the paths of faults
 */
export function readRule({ rule, text }: RuleInput, { currency, base = '' }: { currency: string; base?: string }): ReadRule {
  const at = (key: string) => (base === '' ? key : `${base}.${key}`)
  if ((rule === undefined) === (text === undefined))
    return { kind: 'refused', errors: [{ path: base, message: 'Must have exactly one of rule and text' }] }
  if (text === undefined) {
    const checked = checkRule(rule)
    if (checked.kind === 'rule') return checked
    return { kind: 'refused', errors: checked.faults.map(({ path, message }) => ({ path: joinRulePath(at('rule'), path), message })) }
  }
  const parsed = parseRule(text, { currency })
  return parsed.kind === 'rule' ? parsed : { kind: 'refused', errors: [locateFault(at('text'), parsed.fault)] }
}

/** @throws Problem `audience_rule_invalid` */
export function requireRule(input: RuleInput, where: { currency: string; base?: string }): Rule {
  const read = readRule(input, where)
  if (read.kind === 'refused') throw new Problem('audience_rule_invalid', { errors: read.errors })
  return read.rule
}

/** `all[0]` within `rule` → `rule.all[0]`. */
function joinRulePath(base: string, path: string): string {
  return path === '' ? base : `${base}.${path}`
}

function locateFault(path: string, { message, ...at }: RuleTextFault): FieldError {
  return { path, message, at }
}
