/**
 * A rule over the fields of one order or event, as a rule over the customer: that there is such a record at exactly that instant. So the one compiler of rules
 * answers for triggers and exits too.
 */
import { type CheckedRule, checkRule } from '../audience-rules/check-rule.ts'
import type { Condition, Rule } from '../audience-rules/rule.ts'
import type { ReportedEvent } from './journey-definition.ts'

/** The checked `where`, or its faults with paths within it. */
export function checkEventRule({ where, ...event }: ReportedEvent): CheckedRule {
  const { condition } = wrap(event, where ?? { all: [] }, {})
  const checked = checkRule(condition)
  if (checked.kind === 'refused') {
    // `where.all[1]` is where the operator's own rule stands.
    return {
      kind: 'refused',
      faults: checked.faults.map(({ path, message }) => ({ path: path.replace(/^where\.all\[\d+\]\.?/, ''), message })),
    }
  }
  const within = (checked.rule as Condition).where as { all: Rule[] }
  return { kind: 'rule', rule: within.all.at(-1) ?? { all: [] } }
}

/** True of customers with such an order or event between two instants, both included. @param event with a checked rule */
export function ruleOfEvent(event: ReportedEvent, between: { from: Date; until: Date }): Rule {
  const within = { from: between.from.toISOString(), until: between.until.toISOString() }
  return wrap(event, event.where ?? { all: [] }, { within }).condition
}

function wrap(event: ReportedEvent, where: Rule, more: Partial<Condition>): { condition: Condition } {
  const source = event.kind === 'ordered' ? 'orders' : 'events'
  const named: Rule[] = event.kind === 'event' ? [{ field: 'name', op: '=', value: event.name }] : []
  return { condition: { field: `${source}.count`, ...more, where: { all: [...named, where] }, op: '>=', value: 1 } }
}
