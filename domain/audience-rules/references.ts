/** Which records of the store a rule names. */
import type { Condition, Rule } from './rule.ts'

/** Public ids, each once, in the order in which the rule names them. */
export interface RuleReferences {
  audiences: string[]
  groups: string[]
  broadcasts: string[]
}

/** @param rule one that has been checked. */
export function listReferences(rule: Rule): RuleReferences {
  const conditions = listConditions(rule)
  const collect = (field: string) =>
    [...new Set(conditions.filter((condition) => condition.field === field).flatMap(({ value }) => value ?? []))].filter(
      (value) => typeof value === 'string',
    )
  return { audiences: collect('audience'), groups: collect('group'), broadcasts: collect('campaign') }
}

/** Every condition, those of `where` after their own. */
export function listConditions(rule: Rule): Condition[] {
  if ('all' in rule) return rule.all.flatMap(listConditions)
  if ('any' in rule) return rule.any.flatMap(listConditions)
  if ('not' in rule) return listConditions(rule.not)
  return rule.where === undefined ? [rule] : [rule, ...listConditions(rule.where)]
}
