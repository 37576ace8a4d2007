/** What a name in a rule stands for, by the catalogue, and what may be asked of it. */
import {
  type Dimension,
  dimensions,
  type DimensionType,
  type Measure,
  measures,
  operatorsOfType,
  type Source,
  sources,
} from './dimensions.ts'
import { maximumKeyLength, type Operator } from './rule.ts'
import { isStorable } from './values.ts'

export interface ResolvedDimension {
  kind: 'dimension'
  dimension: Dimension
  /** Of an attribute or a property: `plan` of `attributes.plan`. As it is, dots and all. */
  key?: string
}

export interface ResolvedAggregate {
  kind: 'aggregate'
  source: Source
  measure: Measure
}

export type ResolvedField = ResolvedDimension | ResolvedAggregate

const sourcesByName = new Map<string, Source>(sources.map((source) => [source.name, source]))
const indexes = new Map<readonly Dimension[], Map<string, Dimension>>(
  [dimensions, ...sources.map((source) => source.fields)].map((list) => [list, new Map(list.map((one) => [one.name, one]))]),
)

/** A field of a customer: a dimension (`city`, `attributes.plan`) or a measure of a source (`orders.count`). Undefined for anything else. */
export function resolveField(name: string): ResolvedField | undefined {
  const [sourceName = '', measure, ...more] = name.split('.')
  const source = sourcesByName.get(sourceName)
  if (source === undefined) return resolveDimension(dimensions, name)
  const known = measures.find((one) => one === measure)
  return known === undefined || more.length > 0 || !source.measures.includes(known)
    ? undefined
    : { kind: 'aggregate', source, measure: known }
}

/** A field of a source's records, as `where` asks about it. */
export function resolveSourceField(source: Source, name: string): ResolvedDimension | undefined {
  return resolveDimension(source.fields, name)
}

/** A field of a source that a sum or an average may be of. */
export function resolveSummable(source: Source, name: string): ResolvedDimension | undefined {
  const field = resolveDimension(source.fields, name)
  return field !== undefined && source.summable.includes(field.dimension.name) ? field : undefined
}

function resolveDimension(list: readonly Dimension[], name: string): ResolvedDimension | undefined {
  const index = indexes.get(list)
  const dimension = index?.get(name)
  if (dimension !== undefined) return dimension.name.endsWith('.*') ? undefined : { kind: 'dimension', dimension }
  const dot = name.indexOf('.')
  const keyed = dot < 0 ? undefined : index?.get(`${name.slice(0, dot)}.*`)
  const key = name.slice(dot + 1)
  return keyed === undefined || !isKey(key) ? undefined : { kind: 'dimension', dimension: keyed, key }
}

function isKey(key: string): boolean {
  return key.length > 0 && key.length <= maximumKeyLength && isStorable(key)
}

/** What a field's values are. `of` is what a sum or an average is of; a property that is added up is a number. */
export function findType(field: ResolvedField, of?: ResolvedDimension): DimensionType {
  if (field.kind === 'dimension') return field.dimension.type
  if (field.measure === 'first' || field.measure === 'last') return 'instant'
  return field.measure !== 'count' && of?.dimension.type === 'money' ? 'money' : 'number'
}

/** A count and a sum always have a value, so that nobody asks whether they are set. */
export function listOperators(field: ResolvedField, of?: ResolvedDimension): readonly Operator[] {
  const operators = operatorsOfType[findType(field, of)]
  const isAlwaysSet = field.kind === 'aggregate' && (field.measure === 'count' || field.measure === 'sum')
  return isAlwaysSet ? operators.filter((operator) => operator !== 'is set' && operator !== 'is not set') : operators
}

/** Every name that may stand there: of a customer, or of a source's records. A name that ends in `.*` takes any key. */
export function listFieldNames(source?: Source): string[] {
  if (source !== undefined) return source.fields.map((field) => field.name)
  return [...dimensions.map((one) => one.name), ...sources.flatMap((one) => one.measures.map((measure) => `${one.name}.${measure}`))]
}
