/** Random rules over the whole catalogue: every dimension, source, measure, operator and window, as somebody might send them. */
import { fc } from '@fast-check/vitest'
import { dimensions, type Dimension, type Source, sources } from '../../domain/audience-rules/dimensions.ts'
import { resolveField, resolveSourceField } from '../../domain/audience-rules/fields.ts'
import {
  createComparisonArbitrary,
  createWindowArbitrary,
  listComparisonArbitraries,
  listIds,
  type Part,
  type RuleOptions,
} from './rule-value-arbitrary.ts'
import * as pools from './value-pools.ts'

/** JSON as `checkRule` takes it, not in canonical form throughout. */
export function createRuleArbitrary(options: RuleOptions, depth = 3): fc.Arbitrary<Part> {
  const dimensionConditions = dimensions
    .filter(({ refersTo }) => refersTo === undefined || listIds(refersTo, options).length > 0)
    .map((dimension) => createDimensionArbitrary(dimension, options))
  const condition = fc.oneof(
    { arbitrary: fc.oneof(...dimensionConditions), weight: 1 },
    { arbitrary: fc.oneof(...sources.map((source) => createAggregateArbitrary(source, options))), weight: 1 },
  )
  return createTreeArbitrary(condition, depth)
}

function createTreeArbitrary(condition: fc.Arbitrary<Part>, depth: number): fc.Arbitrary<Part> {
  if (depth === 0) return condition
  const inner = createTreeArbitrary(condition, depth - 1)
  const group = fc.oneof({ arbitrary: fc.array(inner, { minLength: 1, maxLength: 3 }), weight: 9 }, fc.constant([]))
  return fc.oneof(
    { arbitrary: condition, weight: 5 },
    { arbitrary: group.map((all) => ({ all })), weight: 2 },
    { arbitrary: group.map((any) => ({ any })), weight: 2 },
    { arbitrary: inner.map((not) => ({ not })), weight: 1 },
  )
}

function createDimensionArbitrary(dimension: Dimension, options: RuleOptions, source?: Source): fc.Arbitrary<Part> {
  return createNameArbitrary(dimension.name, options).chain((field) => {
    const resolved = source === undefined ? resolveField(field) : resolveSourceField(source, field)
    return createComparisonArbitrary({ start: { field }, field: resolved }, options)
  })
}

function createNameArbitrary(name: string, { keys }: RuleOptions): fc.Arbitrary<string> {
  if (!name.endsWith('.*')) return fc.constant(name)
  const known = fc.constantFrom(...pools.keys)
  return (keys === undefined ? known : fc.oneof(known, keys)).map((key) => name.replace('*', key))
}

function createAggregateArbitrary(source: Source, options: RuleOptions): fc.Arbitrary<Part> {
  const own = source.fields.map((field) => createDimensionArbitrary(field, options, source))
  const where = createTreeArbitrary(fc.oneof(...own), 2)
  return fc
    .record({
      measure: fc.constantFrom(...source.measures),
      of: fc.constantFrom(...source.summable, '').chain((name) => createNameArbitrary(name, options)),
      within: fc.option(createWindowArbitrary(options), { nil: undefined }),
      where: fc.option(where, { nil: undefined }),
    })
    .chain(({ measure, of, within, where }) => {
      const isSummed = measure === 'sum' || measure === 'average'
      const field = `${source.name}.${isSummed && of === '' ? 'count' : measure}`
      const resolved = resolveField(field)
      const start = { field, ...(isSummed && of !== '' && { of }), ...(within && { within }), ...(where && { where }) }
      const summed = isSummed && of !== '' ? resolveSourceField(source, of) : undefined
      return createComparisonArbitrary({ start, field: resolved, of: summed }, options)
    })
}

/** For every field, measure and operator of the catalogue, the conditions that use it; fields of sources in a `where`. */
export function listConditionArbitraries(options: RuleOptions): fc.Arbitrary<Part>[] {
  const keyed = (name: string) => (name.endsWith('.*') ? ['plan', 'visits', 'renewal'].map((key) => name.replace('*', key)) : [name])
  const own = dimensions
    .filter(({ refersTo }) => refersTo === undefined || listIds(refersTo, options).length > 0)
    .flatMap(({ name }) => keyed(name))
    .flatMap((field) => listComparisonArbitraries({ start: { field }, field: resolveField(field) }, options))
  const aggregates = sources.flatMap((source) =>
    source.measures.flatMap((measure) => {
      const field = `${source.name}.${measure}`
      if (measure !== 'sum' && measure !== 'average')
        return listComparisonArbitraries({ start: { field }, field: resolveField(field) }, options)
      return source.summable
        .flatMap(keyed)
        .flatMap((of) =>
          listComparisonArbitraries({ start: { field, of }, field: resolveField(field), of: resolveSourceField(source, of) }, options),
        )
    }),
  )
  const conditional = sources.flatMap((source) =>
    source.fields
      .flatMap(({ name }) => keyed(name))
      .flatMap((field) => listComparisonArbitraries({ start: { field }, field: resolveSourceField(source, field) }, options))
      .map((arbitrary) => arbitrary.map((where) => ({ field: `${source.name}.count`, where, op: '>=', value: 1 }))),
  )
  return [...own, ...aggregates, ...conditional]
}
