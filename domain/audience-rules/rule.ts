/**
 * The language of audiences (DESIGN 6): a rule is true or false of one customer at one instant. The same words stand in the JSON and in the text
 * form, and each form can be written as the other without loss.
 *
 * A customer without a value (no city, never ordered) fulfils only `!=`, `not in`, `not contains`, `not within` and `is not set`: each of these is
 * exactly the opposite of its positive twin. So it is with a record and the `where` that asks about it. Texts are compared in lower case (Unicode's, of
 * no language in particular) and otherwise as they are.
 *
 * Of no records, a count and a sum are 0, and an average, the first and the last are no value. Money is compared with amounts of its own currency: a
 * sum, an average or a field counts only what is of the rule's currency, and the rest is as if it had no value. Nothing is rounded.
 */

/** `{all: []}` is everyone, `{any: []}` nobody. */
export type Rule = { all: Rule[] } | { any: Rule[] } | { not: Rule } | Condition

export interface Condition {
  /** A dimension's name: `city`, `attributes.plan`, `orders.count`. */
  field: string
  /** Of a sum or an average: which field of the source is added up, as `total` of `orders.sum`. */
  of?: string
  /** Of an aggregate: only what happened within this window. Each source says what dates its records. */
  within?: Window
  /** Of an aggregate: only records for which this rule over the source's own fields is true. */
  where?: Rule
  op: Operator
  /** Absent for `is set` and `is not set`; an array for `in`, `not in` (one of them) and `between` (two, both included). */
  value?: RuleValue | Scalar[]
}

export const operators = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'between',
  'in',
  'not in',
  'contains',
  'not contains',
  'starts with',
  'ends with',
  'before',
  'after',
  'on',
  'within',
  'not within',
  'is set',
  'is not set',
] as const
export type Operator = (typeof operators)[number]

/** Money is compared with amounts of its own currency only. */
export interface MoneyValue {
  amountMinor: number
  currency: string
}

export type Scalar = string | number | boolean | MoneyValue
export type RuleValue = Scalar | Window

/** A number of hours, days (of 86,400 s) or weeks: `36h`, `90d`, `2w`. */
export type Duration = string

/**
 * A day of the store's time zone (`2026-01-31`), an instant (RFC 3339), or one relative to the present: `60d ago`, `in 7d`, `today` (a day), `now`.
 * Years go from 1900 to 9998. `before` a day is before it begins, `after` it is after it has ended; of an instant, strictly before and after. `on` is within the day of the store's
 * time zone that is named or that the instant falls into.
 */
export type Moment = string

/**
 * `last` and `next` count from the present, both ends included. `from` and `until` are included too, days as a whole; one of them may be left out.
 * What is a day itself (a birthday, an attribute that is one) is within when it lies between the days, in the store's time zone, that both ends are on or
 * fall into; it is `before` and `after` a moment by that moment's day.
 */
export type Window = { last: Duration } | { next: Duration } | { from?: Moment; until?: Moment }

/** Of groups, `not` and `where` within each other, the condition itself included. */
export const maximumRuleDepth = 12
/** Conditions and empty groups, those in `where` included. */
export const maximumRuleConditions = 200
/** Of `in` and `not in`. */
export const maximumListLength = 1_000
/** In UTF-16 units, as the next. */
export const maximumTextLength = 500
export const maximumKeyLength = 100
/** Of a rule in the text form: room for a list of a thousand addresses. */
export const maximumRuleTextLength = 100_000
