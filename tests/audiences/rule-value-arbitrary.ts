/** Random values for a field and an operator, and so the end of a condition. */
import { fc } from '@fast-check/vitest'
import type { DimensionType } from '../../domain/audience-rules/dimensions.ts'
import type { ReferenceTarget } from '../../domain/audience-rules/dimension-types.ts'
import { findType, listOperators, type ResolvedDimension, type ResolvedField } from '../../domain/audience-rules/fields.ts'
import type { Operator } from '../../domain/audience-rules/rule.ts'
import type { OracleClock } from './oracle-clock.ts'
import * as pools from './value-pools.ts'

export interface RuleOptions extends OracleClock {
  /** Public ids. */
  groupIds: readonly string[]
  audienceIds: readonly string[]
  campaignIds: readonly string[]
  offerIds: readonly string[]
  /** More texts than those of the pools: any at all. */
  texts?: fc.Arbitrary<string>
  keys?: fc.Arbitrary<string>
}

/** JSON of a rule, or of a part of one. */
export type Part = Record<string, unknown>

export interface Subject {
  /** The condition as far as its operator. */
  start: Part
  field: ResolvedField | undefined
  of?: ResolvedDimension | undefined
}

export function createComparisonArbitrary(subject: Subject, options: RuleOptions): fc.Arbitrary<Part> {
  return fc.oneof(...listComparisonArbitraries(subject, options))
}

/** One for each operator. */
export function listComparisonArbitraries({ start, field, of }: Subject, options: RuleOptions): fc.Arbitrary<Part>[] {
  if (field === undefined) throw new Error(`Not in the catalogue: ${JSON.stringify(start)}`)
  const type = findType(field, of)
  return listOperators(field, of).map((op) => {
    const value = createValueArbitrary(type, op, field, options)
    return value === undefined ? fc.constant({ ...start, op }) : value.map((one) => ({ ...start, op, value: one }))
  })
}

function createValueArbitrary(
  type: DimensionType,
  op: Operator,
  field: ResolvedField,
  options: RuleOptions,
): fc.Arbitrary<unknown> | undefined {
  const scalar = createScalarArbitrary(type, field, options)
  switch (op) {
    case 'is set':
    case 'is not set':
      return undefined
    case 'in':
    case 'not in':
      return fc.array(scalar, { minLength: 1, maxLength: 4 })
    case 'between':
      return fc
        .tuple(createOrderedArbitrary(type), createOrderedArbitrary(type), fc.constantFrom(...pools.currencies))
        .map(([one, other, currency]) => {
          const range = [Math.min(one, other), Math.max(one, other)]
          return type === 'money' ? range.map((amountMinor) => ({ amountMinor, currency })) : range
        })
    case 'contains':
    case 'not contains':
    case 'starts with':
    case 'ends with':
      return createPartArbitrary(field, options)
    case 'before':
    case 'after':
    case 'on':
      return createMomentArbitrary(options)
    case 'within':
    case 'not within':
      return createWindowArbitrary(options, type === 'anniversary')
    case '<':
    case '<=':
    case '>':
    case '>=':
      return type === 'attribute' ? createOrderedArbitrary(type) : scalar
    case '=':
    case '!=':
      return scalar
  }
}

function createOrderedArbitrary(type: DimensionType): fc.Arbitrary<number> {
  return type === 'money' ? fc.constantFrom(...pools.amounts) : createNumberArbitrary()
}

function createNumberArbitrary(): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: -1, max: 6 }), fc.constantFrom(0.1, 0.3, 0.5, 2.5, 5.5, 30, 1_000_000))
}

/** Mostly what the field may hold. */
function createTextArbitrary(field: ResolvedField, { texts }: RuleOptions): fc.Arbitrary<string> {
  const own = field.kind === 'dimension' ? pools.textsOfField[field.dimension.name] : undefined
  const known = fc.oneof({ arbitrary: fc.constantFrom(...(own ?? pools.texts)), weight: 4 }, fc.constantFrom(...pools.texts))
  return texts === undefined ? known : fc.oneof(known, texts)
}

function createPartArbitrary(field: ResolvedField, options: RuleOptions): fc.Arbitrary<string> {
  const pieces = fc
    .tuple(createTextArbitrary(field, options), fc.constantFrom('beginning', 'middle', 'end'), fc.integer({ min: 1, max: 4 }))
    .map(([text, place, length]) => {
      const characters = Array.from(text)
      const from = { beginning: 0, middle: 1, end: Math.max(0, characters.length - length) }[place]
      return characters.slice(from, from + length).join('')
    })
  return fc.oneof(fc.constantFrom(...pools.textParts), { arbitrary: pieces, weight: 3 }).filter((part) => part !== '')
}

function createScalarArbitrary(type: DimensionType, field: ResolvedField, options: RuleOptions): fc.Arbitrary<unknown> {
  switch (type) {
    case 'number':
      return createNumberArbitrary()
    case 'money':
      return fc.record({ amountMinor: fc.constantFrom(...pools.amounts), currency: fc.constantFrom(...pools.currencies) })
    case 'boolean':
      return fc.boolean()
    case 'choice':
    case 'membership': {
      const { values = [], refersTo } = field.kind === 'dimension' ? field.dimension : {}
      return fc.constantFrom(...(refersTo === undefined ? values : listIds(refersTo, options)))
    }
    case 'attribute': {
      const free = pools.listFreeValues(options).filter((value) => typeof value === 'string' || typeof value === 'boolean')
      return fc.oneof(createTextArbitrary(field, options), fc.constantFrom(...free), createNumberArbitrary(), fc.boolean())
    }
    case 'text':
    case 'instant':
    case 'anniversary':
      return createTextArbitrary(field, options)
  }
}

export function listIds(target: ReferenceTarget, { groupIds, audienceIds, campaignIds, offerIds }: RuleOptions): readonly string[] {
  return { group: groupIds, audience: audienceIds, campaign: campaignIds, offer: offerIds }[target]
}

function createDurationArbitrary(): fc.Arbitrary<string> {
  return fc.constantFrom(...pools.durationsInDays.map((days) => `${days}d`), '36h', '2w')
}

function createMomentArbitrary(options: RuleOptions): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...pools.listDays(options)),
    fc.constantFrom(...pools.listInstants(options)).map((atMs) => new Date(atMs).toISOString()),
    createDurationArbitrary().map((duration) => `${duration} ago`),
    createDurationArbitrary().map((duration) => `in ${duration}`),
    fc.constantFrom('today', 'now'),
    fc.constantFrom(...pools.farMoments),
  )
}

export function createWindowArbitrary(options: RuleOptions, isBounded = false): fc.Arbitrary<Part> {
  const moment = createMomentArbitrary(options)
  const days = fc.tuple(fc.constantFrom(...pools.listDays(options)), fc.constantFrom(...pools.listDays(options))).map((pair) => {
    const [from, until] = pair.toSorted()
    return { from, until }
  })
  const relative = fc
    .tuple(createDurationArbitrary(), createDurationArbitrary())
    .map(([ago, ahead]) => ({ from: `${ago} ago`, until: `in ${ahead}` }))
  const mixed = fc.oneof(
    fc.constantFrom(...pools.listDays(options)).map((from) => ({ from, until: 'now' })),
    fc.constant({ from: 'today', until: 'today' }),
    fc.constantFrom(
      { from: '1900-01-01', until: '9998-12-31' },
      { from: 'now', until: 'in 36500d' },
      { last: '876000h' },
      { next: '5214w' },
    ),
  )
  const closed = fc.oneof(
    createDurationArbitrary().map((last) => ({ last })),
    createDurationArbitrary().map((next) => ({ next })),
    days,
    relative,
    mixed,
  )
  return isBounded
    ? closed
    : fc.oneof(
        { arbitrary: closed, weight: 4 },
        moment.map((from) => ({ from })),
        moment.map((until) => ({ until })),
      )
}
