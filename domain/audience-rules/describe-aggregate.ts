/** Aggregates as what somebody did: `ordered at least 3 times in the last 90 days`, `last opened a message more than 30 days ago`. */
import { type Action, type NameConditions, readAction } from './describe-action.ts'
import { nameThing, readSign, withArticle } from './describe-thing.ts'
import { describeAmount, describeScalar, describeWhen, describeWindow } from './describe-values.ts'
import { type ResolvedAggregate, type ResolvedDimension, resolveSummable } from './fields.ts'
import type { Condition } from './rule.ts'
import type { Source } from './sources.ts'

/** @param isOpposite whether the sentence says that it is not so. */
export function describeAggregate(given: Condition, field: ResolvedAggregate, isOpposite: boolean, nameConditions: NameConditions): string {
  const sign = readSign(given)
  const condition = sign.condition
  const isSo = isOpposite === sign.isOpposite
  const action = readAction(field.source.name, condition.where, nameConditions)
  const during = condition.within === undefined ? '' : describeWindow(condition.within)
  switch (field.measure) {
    case 'count':
      return describeCount(condition, action, during, isSo)
    case 'first':
    case 'last':
      return describeEnd(condition, field.measure, action, during, isSo)
    case 'sum':
    case 'average':
      return describeTotal(condition, { source: field.source, measure: field.measure }, action, during, isSo)
  }
}

function describeCount({ op, value }: Condition, action: Action, during: string, isSo: boolean): string {
  const does = (isDone: boolean) => (isDone ? action.past : `${action.isPassive ? 'was not' : 'did not'} ${action.base}`)
  // None, and at least one, need no number.
  const isNone = (op === '=' && value === 0) || (op === '<' && value === 1) || (op === '<=' && value === 0)
  const isSome = (op === '>=' && value === 1) || (op === '>' && value === 0)
  if (isNone || isSome) return joinPhrase(does(isSo === isSome), action.objects, during)
  const number = describeAmount(op, value, describeScalar)?.replace('less than', 'fewer than') ?? ''
  if (action.counted === undefined) return joinPhrase(does(isSo), action.objects, nameTimes(op, value, number), during)
  const { one, several, rest } = action.counted
  return joinPhrase(does(isSo), number, (value === 1 ? one : several) + rest, during)
}

/** `at least 3 times`, `at most once`. */
function nameTimes(op: Condition['op'], value: Condition['value'], number: string): string {
  if (op !== '<' && (value === 1 || value === 2)) return number.replace(/[12]$/, value === 1 ? 'once' : 'twice')
  return `${number} ${value === 1 ? 'time' : 'times'}`
}

function describeEnd({ op, value }: Condition, measure: 'first' | 'last', action: Action, during: string, isSo: boolean): string {
  const when = op === 'is set' ? '' : describeWhen(op, value)
  // The last of them within the last days is any of them; and whether there is a last one is whether there is any.
  const isRecent = measure === 'last' && op === 'within' && typeof value === 'object' && 'last' in value && during === ''
  const order = isRecent || op === 'is set' ? '' : measure
  const window = during === '' || when === '' ? during : `${during},`
  if (!isSo)
    return joinPhrase(action.isPassive ? 'was not' : 'did not', action.base, action.object, window, order && `for the ${order} time`, when)
  const did = action.isPassive ? `was ${order} ${action.base}`.replace('  ', ' ') : joinPhrase(order, action.past)
  return joinPhrase(did, action.object, window, when)
}

interface Summed {
  source: Source
  measure: 'sum' | 'average'
}

function describeTotal(condition: Condition, { source, measure }: Summed, action: Action, during: string, isSo: boolean): string {
  const amount = condition.op === 'is set' ? undefined : describeAmount(condition.op, condition.value, describeScalar)
  const of = resolveSummable(source, condition.of ?? '')
  const isSpent = (source.name === 'orders' && condition.of === 'total') || (source.name === 'orderItems' && condition.of === 'amount')
  if (isSpent && amount !== undefined) {
    const on = action.isQualified ? `on ${action.objects}` : ''
    const each = measure === 'average' ? `${source.name === 'orders' ? 'an order' : 'an item'} on average` : ''
    return joinPhrase(isSo ? 'spent' : 'did not spend', amount, each, on, during)
  }
  if (source.name === 'orderItems' && condition.of === 'quantity' && measure === 'sum' && amount !== undefined)
    return joinPhrase(isSo ? 'ordered' : 'did not order', amount, 'pieces', action.isQualified ? `of ${action.objects}` : '', during)
  const total = withArticle(`${measure === 'sum' ? 'total' : 'average'} ${of === undefined ? '' : nameSummed(of, measure)}`.trim())
  return joinPhrase(isSo ? 'has' : 'does not have', total, amount === undefined ? '' : `of ${amount}`, `over ${action.records}`, during)
}

/** `refund`; a property is called by its key alone, and the total of totals is one. */
function nameSummed(of: ResolvedDimension, measure: 'sum' | 'average'): string {
  if (of.key !== undefined) return describeScalar(of.key)
  return nameThing(of).replace('net total', measure === 'sum' ? '' : 'total')
}

function joinPhrase(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
