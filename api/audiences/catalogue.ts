/** The catalogue of rules with what there is to choose from in this store. */
import type { z } from 'zod'
import { listColumnValues, listStoreValues, type StoreValues, type ValueTable } from '../../db/queries/audiences/dimension-values.ts'
import { listChoices } from '../../db/queries/audiences/named-records.ts'
import type { Sql } from '../../db/client.ts'
import { type Dimension, dimensions, operatorsOfType, sources } from '../../domain/audience-rules/dimensions.ts'
import { referenceTargets } from '../../domain/audience-rules/dimension-types.ts'
import { listOperators, resolveField, resolveSummable } from '../../domain/audience-rules/fields.ts'
import { operandOfOperator, operandWords, valueForms } from '../../domain/audience-rules/operands.ts'
import { parseRule } from '../../domain/audience-rules/parse-rule.ts'
import { operators } from '../../domain/audience-rules/rule.ts'
import { formatId } from '../../domain/ids.ts'
import { segmentKeys } from '../../domain/segment-keys.ts'
import { nameSegment } from '../../domain/segments.ts'
import { type catalogueSchema, type dimensionSchema, dimensionTypes, type dimensionValuesSchema } from '../schemas/audience-dimensions.ts'
import { findValuePlace, listCatalogue } from './dimension-places.ts'

type Catalogue = z.input<typeof catalogueSchema>
type DimensionView = z.input<typeof dimensionSchema>
type DimensionValues = z.input<typeof dimensionValuesSchema>

const valuesInCatalogue = 20
const choicesInCatalogue = 50
// A catalogue reads four tables at once, a search one.
const sampleRows = { catalogue: 10_000, search: 50_000 }

export async function readCatalogue(sql: Sql, currency: string): Promise<Catalogue> {
  const choices = await readChoices(sql)
  const view = (name: string, dimension: Dimension): DimensionView => viewDimension(name, dimension, choices.get(name) ?? [], currency)
  return {
    operators: operators.map((operator) => {
      const takes = operandOfOperator[operator]
      return { operator, takes, description: operandWords[takes] }
    }),
    types: dimensionTypes.map((type) => ({ type, description: valueForms[type].description, example: valueForms[type].example ?? null })),
    dimensions: dimensions.map((dimension) => view(dimension.name, dimension)),
    sources: sources.map((source) => ({
      name: source.name,
      label: source.label,
      description: source.description,
      measures: source.measures.map((measure) => {
        const field = resolveField(`${source.name}.${measure}`)
        const of = measure === 'sum' || measure === 'average' ? [...source.summable] : []
        const summed = of[0] === undefined ? undefined : resolveSummable(source, of[0].replace('*', 'key'))
        return {
          measure,
          field: `${source.name}.${measure}`,
          of,
          operators: field === undefined ? [] : [...listOperators(field, summed)],
        }
      }),
      fields: source.fields.map((field) => view(`${source.name}.${field.name}`, field)),
      examples: source.examples.flatMap((text) => viewExample(text, currency)),
    })),
  }
}

interface Choice {
  value: string
  label: string
}

/** Of each field with values that are not the catalogue's own, by its whole name. */
async function readChoices(sql: Sql): Promise<ReadonlyMap<string, Choice[]>> {
  const entries = listCatalogue()
  const found = new Map<string, Choice[]>()
  for (const target of new Set(entries.flatMap(({ dimension }) => dimension.refersTo ?? []))) {
    const records = await listChoices(sql, referenceTargets[target], { limit: choicesInCatalogue })
    const choices = records.map(({ kind, id, name }) => ({ value: formatId(kind, id), label: name }))
    for (const { name, dimension } of entries) if (dimension.refersTo === target) found.set(name, choices)
  }
  const places = entries.flatMap(({ name, dimension }) => {
    const place = dimension.hasSuggestions === true ? findValuePlace(name) : undefined
    return place?.kind === 'fixed' ? [{ name, place }] : []
  })
  for (const table of ['customers', 'orders', 'order_items', 'events'] satisfies ValueTable[]) {
    const here = places.filter(({ place }) => place.table === table)
    const columns = [...new Set(here.map(({ place }) => place.column))]
    const values = await listColumnValues(sql, { table, columns, limit: valuesInCatalogue, sampleRows: sampleRows.catalogue })
    for (const { name, place } of here)
      found.set(
        name,
        (values.get(place.column) ?? []).map((value) => ({ value, label: value })),
      )
  }
  return found
}

function viewDimension(name: string, dimension: Dimension, choices: Choice[], currency: string): DimensionView {
  const { label, type, description, values, refersTo, examples } = dimension
  const hasMore = refersTo !== undefined || findValuePlace(name) !== undefined
  return {
    name: dimension.name,
    label,
    type,
    description,
    operators: [...operatorsOfType[type]],
    isClosed: values !== undefined,
    values: values?.map((value) => ({ value, label: labelValue(dimension, value) })) ?? choices,
    refersTo: refersTo ?? null,
    valuesUrl: hasMore ? `/api/v1/audiences/dimensions/${encodeURIComponent(name)}/values` : null,
    examples: examples.flatMap((text) => viewExample(text, currency)),
  }
}

function viewExample(text: string, currency: string) {
  const parsed = parseRule(text, { currency })
  return parsed.kind === 'rule' ? [{ text, rule: parsed.rule }] : []
}

function labelValue({ name }: Dimension, value: string): string {
  const segment = name === 'segment' ? segmentKeys.find((key) => key === value) : undefined
  const words = value.replaceAll('_', ' ')
  return segment === undefined ? words.charAt(0).toUpperCase() + words.slice(1) : nameSegment(segment)
}

/** Undefined where there is no such field, or nothing to choose from. */
export async function findDimensionValues(
  sql: Sql,
  { name, q, limit }: { name: string; q?: string | undefined; limit: number },
): Promise<DimensionValues | undefined> {
  const dimension = listCatalogue().find((entry) => entry.name === name)?.dimension
  if (dimension?.values !== undefined) return viewClosedValues(dimension, dimension.values, { q, limit })
  const target = dimension?.refersTo
  if (target !== undefined) {
    const records = await listChoices(sql, referenceTargets[target], { q, limit })
    return {
      values: records.map((record) => ({ value: formatId(record.kind, record.id), label: record.name, count: null })),
      isEstimate: false,
    }
  }
  const place = findValuePlace(name)
  return place === undefined ? undefined : viewStoreValues(await listStoreValues(sql, place, { q, limit, sampleRows: sampleRows.search }))
}

function viewClosedValues(
  dimension: Dimension,
  values: readonly string[],
  { q = '', limit }: { q?: string | undefined; limit: number },
): DimensionValues {
  const labelled = values.map((value) => ({ value, label: labelValue(dimension, value), count: null }))
  const wanted = q.toLowerCase()
  return {
    values: labelled.filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted)).slice(0, limit),
    isEstimate: false,
  }
}

function viewStoreValues({ values, isEstimate }: StoreValues): DimensionValues {
  return { values: values.map(({ value, count }) => ({ value, label: value, count })), isEstimate }
}
