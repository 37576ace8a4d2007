/** Finding a row's cells by what their columns mean. */
import type { ImportColumn } from './import-header.ts'
import { parseAttribute } from './import-values.ts'

/** Where each field stands in a row. */
export function findPlaces<Field extends string>(columns: readonly ImportColumn[]): Partial<Record<Field, number>> {
  const places: Partial<Record<string, number>> = {}
  columns.forEach(({ meaning }, place) => {
    if (meaning.kind === 'field') places[meaning.field] = place
  })
  return places
}

export interface AttributePlace {
  name: string
  place: number
}

export function findAttributes(columns: readonly ImportColumn[]): AttributePlace[] {
  return columns.flatMap(({ meaning }, place) => (meaning.kind === 'attribute' ? [{ name: meaning.name, place }] : []))
}

/** Those that are not blank; undefined when all are. */
export function readAttributes(attributes: readonly AttributePlace[], cells: readonly string[]): Record<string, unknown> | undefined {
  const given = attributes.filter(({ place }) => (cells[place] ?? '') !== '')
  return given.length === 0 ? undefined : Object.fromEntries(given.map(({ name, place }) => [name, parseAttribute(cells[place] ?? '')]))
}

/** Spreadsheets are kept from reading `'+4930901820` and `'7210448301122` as numbers; the apostrophe is none of the value. Of `'t Hooft` it is. */
export function unguard(text: string): string {
  return text.startsWith("'") && /^'[-+=@\d]/.test(text) ? text.slice(1) : text
}
