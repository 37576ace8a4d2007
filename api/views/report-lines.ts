/**
 * A report as lines of a spreadsheet: one line a number, `section,item,measure,value`, so that a pivot can turn it as it likes. The section is the report's own field, the item names the
 * entry of a list that the number is of, the measure is what is left of its path: every value of the JSON is there once.
 */
import { stringify } from 'csv-stringify/sync'
import { defuseCell } from '../../domain/csv-cells.ts'

export type ReportValue = string | number | boolean | null | undefined | readonly ReportValue[] | { readonly [field: string]: ReportValue }
type Line = [section: string, item: string, measure: string, value: string | number | boolean]

/** What the entries of lists are told apart by. */
const labels = ['campaign', 'kind', 'channel', 'segment', 'part', 'figure', 'code', 'openingAt', 'currency'] as const

export function formatReportLines(report: { readonly [field: string]: ReportValue }): string {
  const lines = Object.entries(report).flatMap(([section, value]) => listLines(value, { section, items: [], path: [] }))
  return stringify([['section', 'item', 'measure', 'value'], ...lines].map((line) => line.map(defuse)))
}

interface Place {
  section: string
  items: readonly string[]
  path: readonly string[]
}

/** Nothing is said of null: an empty cell would be taken for a zero. */
function listLines(value: ReportValue, place: Place): Line[] {
  if (value === null || value === undefined) return []
  if (typeof value !== 'object') return [[place.section, place.items.join(' '), place.path.join('.'), value]]
  if (isList(value))
    return value.flatMap((entry, index) => listLines(entry, { ...place, items: [...place.items, labelEntry(entry, index)] }))
  return Object.entries(value).flatMap(([field, inner]) => listLines(inner, { ...place, path: [...place.path, field] }))
}

function labelEntry(entry: ReportValue, index: number): string {
  if (entry === null || typeof entry !== 'object' || isList(entry)) return String(index)
  const found = labels.flatMap((label) => (label in entry ? [labelOf(entry[label])] : []))
  return found.length === 0 ? String(index) : found.join(' ')
}

function labelOf(value: ReportValue): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value !== 'object') return String(value)
  return isList(value) ? '' : labelOf(value['id'])
}

function isList(value: object): value is readonly ReportValue[] {
  return Array.isArray(value)
}

/** Numbers stay as they are: a margin may be below zero. */
function defuse(cell: string | number | boolean): string | number {
  return typeof cell === 'number' ? cell : defuseCell(String(cell))
}
