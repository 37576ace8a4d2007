/** What is wrong with a rule, and where. */
import { maximumRuleConditions } from './rule.ts'

export interface RuleFault {
  /** As in JavaScript: `all[1].value`, `where.any[0].field`; empty for the rule as a whole. */
  path: string
  /** What would be right. */
  message: string
}

const maximumFaults = 50
const longestQuote = 60

/** Collects the faults of one rule, and counts what has been looked at: hostile input costs no more than a large rule. */
export interface Findings {
  readonly faults: RuleFault[]
  /** Records a fault, unless there are enough: a message that costs something to make is a function. Undefined, so that `return findings.refuse(…)` says "no value". */
  refuse(path: string, message: string | (() => string)): undefined
  /** Takes one more condition; false once there are too many. */
  takeCondition(): boolean
}

export function createFindings(): Findings {
  const faults: RuleFault[] = []
  let conditions = 0
  return {
    faults,
    refuse(path, message) {
      if (faults.length < maximumFaults) faults.push({ path, message: typeof message === 'string' ? message : message() })
      return undefined
    },
    takeCondition() {
      conditions += 1
      if (conditions === maximumRuleConditions + 1)
        faults.unshift({ path: '', message: `Has more than ${maximumRuleConditions} conditions` })
      return conditions <= maximumRuleConditions
    },
  }
}

export function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Refuses keys that are not among the known ones. */
export function refuseUnknownKeys(value: Record<string, unknown>, known: readonly string[], path: string, findings: Findings): void {
  for (const key of Object.keys(value).slice(0, maximumRuleConditions)) {
    if (!known.includes(key) && value[key] !== undefined)
      findings.refuse(joinPath(path, quote(key)), `Unknown key; there are ${known.join(', ')}`)
  }
}

/** An own property, and nothing that a prototype has. */
export function readKey(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

/** What was written, short enough for a message. */
export function quote(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text
}
