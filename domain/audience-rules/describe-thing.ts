/**
 * A condition as something that one has: `the city “Sofia”`, `a recency score of at least 4`, `a coupon`. A customer "has" it or does not, an order
 * comes "with" it or "without".
 */
import { describeAmount, describeChoices, describeScalar, describeWhen } from './describe-values.ts'
import type { ResolvedDimension } from './fields.ts'
import { quote } from './faults.ts'
import type { Condition, Operator, Scalar } from './rule.ts'

const nouns: Readonly<Record<string, string>> = {
  externalId: 'store id',
  email: 'email address',
  phone: 'phone number',
  firstName: 'first name',
  lastName: 'last name',
  postalCode: 'postal code',
  timeZone: 'time zone',
  'birthday.month': 'month of birth',
  'rfm.recency': 'recency score',
  'rfm.frequency': 'frequency score',
  'rfm.monetary': 'monetary score',
  'rfm.fm': 'FM score',
  'rfm.aov': 'order value score',
  total: 'net total',
  refunded: 'refund',
  paymentMethod: 'payment method',
  coupon: 'coupon',
  product: 'product id',
}

/** What the dimension is called in the middle of a sentence. An attribute is called by its key. */
export function nameThing({ dimension, key }: ResolvedDimension): string {
  if (key !== undefined) return `${dimension.name === 'properties.*' ? 'property' : 'attribute'} “${quote(key)}”`
  return nouns[dimension.name] ?? dimension.name
}

export function withArticle(noun: string): string {
  return `${/^(?:[aeiou]|FM)/i.test(noun) ? 'an' : 'a'} ${noun}`
}

/** Operators that are the opposite of another, and that other. */
const opposites: Partial<Record<Operator, Operator>> = {
  '!=': '=',
  'not in': 'in',
  'not contains': 'contains',
  'not within': 'within',
  'is not set': 'is set',
}

/** The condition as the positive one of its pair, and whether it says the opposite. */
export function readSign(condition: Condition): { condition: Condition; isOpposite: boolean } {
  const op = opposites[condition.op]
  return op === undefined ? { condition, isOpposite: false } : { condition: { ...condition, op }, isOpposite: true }
}

const textParts: Partial<Record<Operator, [participle: string, verb: string]>> = {
  contains: ['containing', 'contains'],
  'starts with': ['starting with', 'starts with'],
  'ends with': ['ending with', 'ends with'],
}

/** @param condition of a text, a number, money, a choice or an attribute, its operator the positive one of its pair. */
export function describeThing(condition: Condition, field: ResolvedDimension, describe: (one: Scalar) => string = describeScalar): string {
  const { op, value } = condition
  const noun = nameThing(field)
  const isFree = field.dimension.type === 'attribute'
  if (op === 'is set') return isFree ? `the ${noun}` : withArticle(noun)
  if ((op === '=' || op === 'in') && field.dimension.type !== 'number' && field.dimension.type !== 'money')
    return `the ${noun} ${isFree ? 'equal to ' : ''}${describeChoices(value, describe)}`
  const part = textParts[op]
  if (part !== undefined) {
    const [participle, verb] = part
    return isFree
      ? `the ${noun} ${participle} ${describeChoices(value, describe)}`
      : `${withArticle(noun)} that ${verb} ${describeChoices(value, describe)}`
  }
  if (op === 'before' || op === 'after' || op === 'on' || op === 'within') return `the ${noun} dated ${describeWhen(op, value)}`
  const amount = describeAmount(op, value, describe)?.replace(/^exactly /, '') ?? ''
  return `${isFree ? `the ${noun}` : withArticle(noun)} ${op === 'between' ? '' : 'of '}${amount}`
}
