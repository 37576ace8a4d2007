/** What rules may ask about, as the API lists it, and what a condition's field is by it. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { catalogueSchema, dimensionSchema, dimensionValuesSchema } from '../../../../api/schemas/audience-dimensions.ts'
import { formatQuery, request } from '../../http/request.ts'
import { audiencesPath } from '../audience-queries.ts'
import type { ConditionNode, Operator } from './rule-tree.ts'

export type Catalogue = z.output<typeof catalogueSchema>
export type Dimension = z.output<typeof dimensionSchema>
export type Source = Catalogue['sources'][number]
export type DimensionValues = z.output<typeof dimensionValuesSchema>
type Measure = Source['measures'][number]

export const catalogueQuery = queryOptions({
  queryKey: [audiencesPath, 'dimensions'],
  queryFn: ({ signal }) => request<Catalogue>('GET', `${audiencesPath}/dimensions`, { signal }),
  staleTime: 300_000,
})

/** @param url the dimension's `valuesUrl` */
export function valuesQuery(url: string, q: string) {
  return queryOptions({
    queryKey: [url, q],
    queryFn: ({ signal }) => request<DimensionValues>('GET', `${url}${formatQuery({ q, limit: 20 })}`, { signal }),
    staleTime: 60_000,
  })
}

/** What conditions may ask about here: of a customer, or within `where` of a source's records, which have no sources of their own. */
export type Scope = Pick<Catalogue, 'dimensions' | 'sources'>

export interface Field {
  type: Dimension['type']
  operators: readonly Operator[]
  /** Of an aggregate: none. */
  dimension?: Dimension
  /** Of an attribute or property: what stands in place of the star. */
  key?: string
  source?: Source
  measure?: Measure
}

export function scopeOf(source: Source): Scope {
  return { dimensions: source.fields, sources: [] }
}

/** Undefined for a field that is not chosen yet, or that the catalogue does not know. */
export function findField({ dimensions, sources }: Scope, { field, of }: Pick<ConditionNode, 'field' | 'of'>): Field | undefined {
  for (const source of sources) {
    const measure = source.measures.find((one) => one.field === field)
    if (measure !== undefined) return { type: findMeasureType(source, measure, of), operators: measure.operators, source, measure }
  }
  const dimension = dimensions.find(({ name }) => name === field) ?? dimensions.find((one) => isKeyed(one) && field.startsWith(stem(one)))
  if (dimension === undefined) return undefined
  const key = isKeyed(dimension) ? { key: field.slice(stem(dimension).length) } : {}
  return { type: dimension.type, operators: dimension.operators, dimension, ...key }
}

/** A name that takes any key in place of the star. */
export function isKeyed({ name }: Pick<Dimension, 'name'>): boolean {
  return name.endsWith('.*')
}

/** `attributes.` of `attributes.*`. */
export function stem({ name }: Pick<Dimension, 'name'>): string {
  return isKeyed({ name }) ? name.slice(0, -1) : name
}

/** Where to look for the values of one key. */
export function valuesUrlOf({ dimension, key }: Field): string | null {
  const url = dimension?.valuesUrl ?? null
  if (key === undefined || url === null) return url
  return key === '' ? null : url.replace('.*/', `.${encodeURIComponent(key)}/`)
}

function findMeasureType(source: Source, { measure }: Measure, of: string | undefined): Dimension['type'] {
  if (measure === 'first' || measure === 'last') return 'instant'
  return measure !== 'count' && source.fields.find(({ name }) => name === of)?.type === 'money' ? 'money' : 'number'
}
