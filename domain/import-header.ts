/**
 * What each column of a file means. The operator's own mapping comes first, then what an export that is recognised means by it, or else our names, then names from elsewhere; what is left becomes
 * an attribute or is ignored, and is said to be. A column that could mean two things, or a meaning that two columns claim, is a problem for
 * a person to solve, never a guess.
 */
import { foldName, knownColumns, rejectedBecause, requiredFields, toAttributeName, type ImportField } from './import-columns.ts'
import { type ExportSource, recogniseSource } from './import-sources.ts'
import type { ImportKind, ImportOptions, ImportSource } from './imports.ts'

export type ColumnMeaning = { kind: 'field'; field: ImportField } | { kind: 'attribute'; name: string } | { kind: 'ignored' }

export interface ImportColumn {
  /** As the file's header has it. */
  header: string
  meaning: ColumnMeaning
}

export interface HeaderProblem {
  /** The column, or the name in the mapping, that it is about; empty when it is about the whole header. */
  column: string
  message: string
}

export type MappedHeader =
  | { kind: 'columns'; source: ImportSource; columns: ImportColumn[] }
  | { kind: 'refused'; problems: HeaderProblem[] }

/** What the columns seem to mean, and what a person has to solve before they can be taken so. */
export interface HeaderSketch {
  source: ImportSource
  columns: ImportColumn[]
  problems: HeaderProblem[]
}

const maxColumns = 500

export function mapHeader(importKind: ImportKind, header: readonly string[], options: ImportOptions): MappedHeader {
  const { problems, ...mapped } = sketchHeader(importKind, header, options)
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'columns', ...mapped }
}

export function sketchHeader(
  importKind: ImportKind,
  header: readonly string[],
  { mapping = {}, unknownColumns = 'attributes', source: givenSource }: ImportOptions,
): HeaderSketch {
  if (header.every((name) => name.trim() === '')) return refuse(header, [{ column: '', message: 'The file has no header line' }])
  if (header.length > maxColumns) return refuse([], [{ column: '', message: `A file has at most ${maxColumns} columns` }])
  const source = recogniseSource(header, givenSource)
  if (source !== undefined && source.importKind !== importKind)
    return refuse(header, [{ column: '', message: `${source.name}: import it as ${source.importKind}` }])
  const named = readMapping(importKind, header, mapping)
  if (named.problems.length > 0) return refuse(header, named.problems)
  const columns = header.map((name, at): ImportColumn => ({ header: name, meaning: named.meanings.get(at) ?? { kind: 'ignored' } }))
  const settled = new Set([...named.meanings.keys(), ...findPlaces(header, (name) => foldName(name) === foldName(rejectedBecause))])
  if (source === undefined) for (const isOwn of [true, false]) claimFields(importKind, columns, named.meanings, isOwn)
  else claimForSource(source, columns, settled)
  columns.forEach((column, at) => {
    if (settled.has(at) || column.meaning.kind === 'field' || unknownColumns === 'ignore') return
    const name = toAttributeName(column.header.replace(/^\s*attributes\./i, ''))
    if (name !== '') column.meaning = { kind: 'attribute', name }
  })
  const problems = [...findDoubles(columns), ...findMissing(importKind, columns, source)]
  return { source: source?.key ?? 'generic', columns, problems }
}

/** Gives the columns that the source knows their meanings; of two for the same thing, the one that it names first. */
function claimForSource(source: ExportSource, columns: ImportColumn[], settled: Set<number>): void {
  const folded = columns.map(({ header }) => foldName(header))
  const taken = new Set(columns.map(({ meaning }) => describeMeaning(meaning)))
  const claim = (at: number, ...targets: readonly string[]) => {
    const column = columns[at]
    if (settled.has(at) || column === undefined) return
    settled.add(at)
    for (const target of targets) {
      const meaning = readMeaning(source.importKind, target) ?? { kind: 'ignored' as const }
      const name = describeMeaning(meaning)
      if (name !== undefined && name !== severalColumns && taken.has(name)) continue
      taken.add(name)
      column.meaning = meaning
      return
    }
  }
  for (const [name, ...targets] of source.columns) folded.forEach((found, at) => found === name && claim(at, ...targets))
  for (const [pattern, target] of source.patterns ?? []) {
    columns.forEach(({ header }, at) => {
      const match = pattern.exec(folded[at] ?? '') ?? pattern.exec(header)
      if (match !== null) claim(at, target.replace('$1', match[1] ?? ''))
    })
  }
}

/** The field that may be told in parts by several columns. */
const severalColumns = 'lineItems'

/** Undefined for a column that is ignored. */
function describeMeaning(meaning: ColumnMeaning): string | undefined {
  if (meaning.kind === 'ignored') return undefined
  return meaning.kind === 'field' ? meaning.field : `attributes.${meaning.name}`
}

/** Gives fields that no column has yet to the columns of that name: our own names in the first round, names from elsewhere in the second. */
function claimFields(importKind: ImportKind, columns: ImportColumn[], mapped: ReadonlyMap<number, ColumnMeaning>, isOwn: boolean): void {
  const taken = new Set(columns.map(({ meaning }) => (meaning.kind === 'field' ? meaning.field : undefined)))
  columns.forEach((column, at) => {
    const known = knownColumns[importKind].get(foldName(column.header))
    if (known?.isOwn !== isOwn || mapped.has(at) || taken.has(known.field)) return
    column.meaning = { kind: 'field', field: known.field }
  })
}

interface ReadMapping {
  /** By the column's place. */
  meanings: Map<number, ColumnMeaning>
  problems: HeaderProblem[]
}

function readMapping(importKind: ImportKind, header: readonly string[], mapping: Readonly<Record<string, string>>): ReadMapping {
  const meanings = new Map<number, ColumnMeaning>()
  const problems: HeaderProblem[] = []
  for (const [name, target] of Object.entries(mapping)) {
    const meaning = readMeaning(importKind, target)
    if (meaning === undefined)
      problems.push({ column: name, message: `${target} is not a field of ${importKind}, attributes.<name> or ignore` })
    const exact = findPlaces(header, (column) => column === name)
    const places = exact.length > 0 ? exact : findPlaces(header, (column) => foldName(column) === foldName(name))
    if (places.length === 0) problems.push({ column: name, message: 'The file has no column of that name' })
    if (places.length > 1) problems.push({ column: name, message: 'The file has more than one column of that name' })
    for (const place of places) if (meaning !== undefined) meanings.set(place, meaning)
  }
  return { meanings, problems }
}

/** `first_name` → the field; `attributes.shoe_size` → the attribute; `ignore`. */
function readMeaning(importKind: ImportKind, target: string): ColumnMeaning | undefined {
  if (target === 'ignore') return { kind: 'ignored' }
  const attribute = /^attributes\.(.+)$/.exec(target)?.[1]
  const name = attribute === undefined ? '' : toAttributeName(attribute)
  if (name !== '') return { kind: 'attribute', name }
  const known = knownColumns[importKind].get(foldName(target))
  return known?.isOwn === true ? { kind: 'field', field: known.field } : undefined
}

function findPlaces(header: readonly string[], matches: (column: string) => boolean): number[] {
  return header.flatMap((column, at) => (matches(column) ? [at] : []))
}

function findDoubles(columns: readonly ImportColumn[]): HeaderProblem[] {
  const claims = new Map<string, string[]>()
  for (const { header, meaning } of columns) {
    const name = describeMeaning(meaning)
    if (name !== undefined && name !== severalColumns) claims.set(name, [...(claims.get(name) ?? []), header])
  }
  return [...claims].flatMap(([key, headers]) =>
    headers.length < 2
      ? []
      : headers.map((column) => ({ column, message: `${headers.length} columns could be ${key}: say in the mapping which one is` })),
  )
}

function findMissing(importKind: ImportKind, columns: readonly ImportColumn[], source: ExportSource | undefined): HeaderProblem[] {
  const fields = new Set(columns.flatMap(({ meaning }) => (meaning.kind === 'field' ? [meaning.field] : [])))
  // An export that is recognised may go without ids: then the address says who it is.
  if (source !== undefined && importKind === 'customers' && (fields.has('email') || fields.has('phone'))) return []
  return requiredFields[importKind]
    .filter((choice) => !choice.some((field) => fields.has(field)))
    .map(([field = 'externalId']) => ({
      column: '',
      message: (field === 'customerExternalId' && source?.withoutCustomers) || `No column is ${field}: say in the mapping which one is`,
    }))
}

function refuse(header: readonly string[], problems: HeaderProblem[]): HeaderSketch {
  return { source: 'generic', columns: header.map((name) => ({ header: name, meaning: { kind: 'ignored' } })), problems }
}
