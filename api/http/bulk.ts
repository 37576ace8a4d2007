/**
 * Many rows in one request. Each is checked and written for itself: a row that is wrong says why in its own result and sinks no other. The answer
 * has one result for each row, in their order.
 */
import { z } from 'zod'
import { formatId, type RecordKind } from '../../domain/ids.ts'
import type { FieldFault } from '../../domain/text-fields.ts'
import type { Normalised } from '../../domain/customers.ts'
import { listFieldErrors } from './validation.ts'
import { Problem } from './problems.ts'

const maxBulkRows = 5000

const rowStatuses = ['created', 'updated', 'unchanged', 'duplicate', 'applied', 'recorded', 'rejected'] as const
type RowStatus = (typeof rowStatuses)[number]

const rowResult = z
  .strictObject({
    index: z.int(),
    externalId: z.string().nullable().meta({ description: 'As it was sent; null where it could not be read.' }),
    id: z.string().nullable(),
    status: z.enum(rowStatuses),
    supersededBy: z.int().optional().meta({ description: 'The index of a later row for the same thing, which was laid over this one.' }),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'RowResult' })

export const bulkResponse = z
  .strictObject({
    results: z.array(rowResult),
    created: z.int(),
    updated: z.int(),
    rejected: z.int(),
  })
  .meta({ id: 'BulkResult' })

export type RowResult = z.input<typeof rowResult>

/** The request's body, its rows not yet looked at. */
export function bulkBody<K extends string>(name: K) {
  return z.strictObject({ [name]: z.array(z.unknown()).min(1).max(maxBulkRows) } as Record<K, z.ZodArray<z.ZodUnknown>>)
}

/** The same for the document: what the rows are. */
export function documentBulkBody(name: string, row: z.ZodType): z.ZodType {
  return z.strictObject({ [name]: z.array(row).min(1).max(maxBulkRows) })
}

export interface ReadRows<T> {
  accepted: { index: number; value: T }[]
  /** One for each row; those of accepted rows are still to come. */
  results: (RowResult | undefined)[]
}

export function readRows<S extends z.ZodType, T>(
  rows: readonly unknown[],
  schema: S,
  normalise: (row: z.output<S>) => Normalised<T>,
): ReadRows<T> {
  const accepted: ReadRows<T>['accepted'] = []
  const results = rows.map((row, index): RowResult | undefined => {
    const parsed = schema.safeParse(row)
    if (!parsed.success) return rejectRow(index, readExternalId(row), listFieldErrors(parsed.error))
    const normalised = normalise(parsed.data)
    if (normalised.kind === 'rejected') return rejectRow(index, readExternalId(row), toFieldErrors(normalised.faults))
    accepted.push({ index, value: normalised.value })
    return undefined
  })
  return { accepted, results }
}

/** What became of an accepted row. */
export interface WrittenRow {
  status: RowStatus
  /** UUID. */
  id?: string
  supersededBy?: number
  faults?: FieldFault[]
}

/** Puts what was written (one for each accepted row, in their order) beside what was refused. */
export function answerRows<T>(
  { accepted, results }: ReadRows<T>,
  written: readonly WrittenRow[],
  { kind, externalIdOf }: { kind: RecordKind; externalIdOf: (row: T) => string | null },
): z.input<typeof bulkResponse> {
  const all = [...results]
  accepted.forEach(({ index, value }, place) => {
    const row = written[place]
    if (row === undefined) throw new Error('A row has no result')
    const winner = row.supersededBy === undefined ? undefined : accepted[row.supersededBy]?.index
    all[index] = {
      index,
      externalId: externalIdOf(value),
      id: row.id === undefined ? null : formatId(kind, row.id),
      status: row.status,
      ...(winner === undefined ? {} : { supersededBy: winner }),
      ...(row.faults === undefined ? {} : { errors: toFieldErrors(row.faults) }),
    }
  })
  const said = all.filter((result) => result !== undefined)
  const count = (...statuses: RowStatus[]) =>
    said.filter((result) => statuses.includes(result.status) && result.supersededBy === undefined).length
  return {
    results: said,
    created: count('created', 'applied'),
    updated: count('updated'),
    rejected: said.filter((result) => result.status === 'rejected').length,
  }
}

/** For a single row: its value, or the refusal as a problem. */
export function acceptOrRefuse<T>(normalised: Normalised<T>): T {
  if (normalised.kind === 'rejected') throw new Problem('invalid_request', { errors: toFieldErrors(normalised.faults) })
  return normalised.value
}

export function toFieldErrors(faults: readonly FieldFault[]) {
  return faults.map(({ field, message }) => ({ path: field, message }))
}

function rejectRow(index: number, externalId: string | null, errors: { path: string; message: string }[]): RowResult {
  return { index, externalId, id: null, status: 'rejected', errors: errors.slice(0, 20) }
}

function readExternalId(row: unknown): string | null {
  if (typeof row !== 'object' || row === null) return null
  const id = 'externalId' in row ? row.externalId : 'messageId' in row ? row.messageId : null
  return typeof id === 'string' ? id.slice(0, 255) : null
}
