/** The value of a condition, checked against what its field and its operator take. */
import { suggestName } from './closest-name.ts'
import { checkMoment, checkWindow } from './check-window.ts'
import { type DimensionType, readReference } from './dimension-types.ts'
import { type Findings, isObject, joinPath, readKey, refuseUnknownKeys } from './faults.ts'
import type { ResolvedField } from './fields.ts'
import { maximumListLength, type Operator, type RuleValue, type Scalar } from './rule.ts'
import { findTextFault, isMoney, readCurrency, readNumber } from './values.ts'

/** What a condition asks about. */
export interface Asked {
  name: string
  type: DimensionType
  resolved: ResolvedField
}

interface Place {
  asked: Asked
  op: Operator
  path: string
}

/** Undefined where there is none to be, and after a fault. */
export function checkValue(given: unknown, place: Place, findings: Findings): RuleValue | Scalar[] | undefined {
  const { asked, op, path } = place
  switch (op) {
    case 'is set':
    case 'is not set':
      return given === undefined ? undefined : findings.refuse(path, `\`${op}\` takes no value`)
    case 'in':
    case 'not in':
      return checkList(given, place, findings)
    case 'between':
      return checkRange(given, place, findings)
    case 'before':
    case 'after':
    case 'on':
      return checkMoment(given, path, findings)
    case 'within':
    case 'not within':
      return checkWindow(given, path, findings, asked.type === 'anniversary')
    case 'contains':
    case 'not contains':
    case 'starts with':
    case 'ends with':
      if (given === '') return findings.refuse(path, 'Must not be empty: every text has nothing in it')
      return checkText(given, path, findings)
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return checkScalar(given, place, findings)
  }
}

function checkList(given: unknown, place: Place, findings: Findings): Scalar[] | undefined {
  if (!Array.isArray(given) || given.length === 0) return findings.refuse(place.path, 'Must be a list of at least one value')
  if (given.length > maximumListLength) return findings.refuse(place.path, `Must be at most ${maximumListLength} values`)
  const values = given.map((one: unknown, index) => checkScalar(one, { ...place, path: `${place.path}[${index}]` }, findings))
  const whole = values.filter((value) => value !== undefined)
  return whole.length === values.length ? whole : undefined
}

function checkRange(given: unknown, place: Place, findings: Findings): Scalar[] | undefined {
  const { path } = place
  if (!Array.isArray(given) || given.length !== 2) return findings.refuse(path, 'Must be two values, the lower one first')
  const [low, high] = given.map((one: unknown, index) => checkScalar(one, { ...place, path: `${path}[${index}]` }, findings))
  if (low === undefined || high === undefined) return undefined
  if (isMoney(low) && isMoney(high) && low.currency !== high.currency) return findings.refuse(path, 'Must be two amounts of one currency')
  const isReversed = isMoney(low) && isMoney(high) ? low.amountMinor > high.amountMinor : low > high
  return isReversed ? findings.refuse(path, 'Must have the lower value first') : [low, high]
}

function checkScalar(given: unknown, place: Place, findings: Findings): Scalar | undefined {
  const { asked, path } = place
  switch (asked.type) {
    case 'text':
      return checkText(given, path, findings)
    case 'number':
      return readNumber(given) ?? findings.refuse(path, 'Must be a number')
    case 'money':
      return checkMoney(given, path, findings)
    case 'boolean':
      return typeof given === 'boolean' ? given : findings.refuse(path, 'Must be true or false')
    case 'choice':
    case 'membership':
      return checkChoice(given, place, findings)
    case 'attribute':
      return checkFreeForm(given, place, findings)
    case 'instant':
    case 'anniversary':
      // Their operators take moments and windows alone.
      return findings.refuse(path, 'Must be a moment')
  }
}

function checkText(given: unknown, path: string, findings: Findings): string | undefined {
  if (typeof given !== 'string') return findings.refuse(path, 'Must be a text')
  const fault = findTextFault(given)
  return fault === undefined ? given : findings.refuse(path, fault)
}

function checkMoney(given: unknown, path: string, findings: Findings): Scalar | undefined {
  if (!isObject(given)) return findings.refuse(path, 'Must be an amount of money: {"amountMinor": 10000, "currency": "EUR"}')
  refuseUnknownKeys(given, ['amountMinor', 'currency'], path, findings)
  const amountMinor = readNumber(readKey(given, 'amountMinor'))
  const currency = readCurrency(readKey(given, 'currency'))
  const isAmount = amountMinor !== undefined && Number.isInteger(amountMinor) && amountMinor >= 0
  if (!isAmount) findings.refuse(joinPath(path, 'amountMinor'), 'Must be a whole number of minor units, 0 or more')
  if (currency === undefined) findings.refuse(joinPath(path, 'currency'), 'Must be a currency (ISO 4217), as EUR')
  return isAmount && currency !== undefined ? { amountMinor, currency } : undefined
}

function checkChoice(given: unknown, { asked, path }: Place, findings: Findings): string | undefined {
  const { values, refersTo } = asked.resolved.kind === 'dimension' ? asked.resolved.dimension : {}
  if (refersTo !== undefined) {
    if (typeof given === 'string' && readReference(refersTo, given) !== undefined) return given
    return findings.refuse(path, `Must be the id of ${/^[aeiou]/.test(refersTo) ? 'an' : 'a'} ${refersTo}: ${idForms[refersTo]}`)
  }
  const written = typeof given === 'string' ? given.toLowerCase() : ''
  const value = values?.find((one) => one === written)
  if (value !== undefined) return value
  return findings.refuse(
    path,
    () => `Must be one of ${values?.join(', ') ?? ''}${typeof given === 'string' ? suggestName(given, values ?? []) : ''}`,
  )
}

const idForms = { audience: 'aud_…', group: 'grp_…', offer: 'off_…', campaign: 'brd_…, prm_… or aut_…' } as const

function checkFreeForm(given: unknown, { op, path }: Place, findings: Findings): Scalar | undefined {
  const isOrdered = op === '<' || op === '<=' || op === '>' || op === '>=' || op === 'between'
  if (isOrdered) return readNumber(given) ?? findings.refuse(path, 'Must be a number')
  if (typeof given === 'boolean') return given
  if (typeof given === 'number') return readNumber(given) ?? findings.refuse(path, 'Must be a number that is not too large')
  return typeof given === 'string' ? checkText(given, path, findings) : findings.refuse(path, 'Must be a text, a number, true or false')
}
