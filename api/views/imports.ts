/** An import as people read it. */
import type { z } from 'zod'
import type { Import } from '../../db/queries/imports.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { ColumnMeaning, ImportColumn } from '../../domain/import-header.ts'
import { showCell } from '../../domain/import-masks.ts'
import { readRecords } from '../../domain/import-records.ts'
import type { ImportReport } from '../../domain/import-report.ts'
import { isEnded, type Rejection } from '../../domain/imports.ts'
import type { importSchema, rejectionSchema } from '../schemas/imports.ts'
import { formatInstant, type TemporalPlace } from './broadcasts.ts'

export type ImportView = z.input<typeof importSchema>

export function viewImport(job: Import, { uiUrl, namespace }: TemporalPlace): ImportView {
  const { options, format, columns } = job
  return {
    id: formatId('import', job.id),
    kind: job.kind,
    fileName: job.fileName,
    status: job.status,
    isFinished: isEnded(job.status),
    isDryRun: options.isDryRun === true,
    source: job.source,
    options: { ...options },
    bytesTotal: job.bytesTotal,
    fileBytes: job.fileBytes,
    hasFile: job.hasFile,
    repeatOf: job.repeatOf === null ? null : formatId('import', job.repeatOf),
    repeatedBy: job.repeatedBy === null ? null : formatId('import', job.repeatedBy),
    bytesDone: job.bytesDone,
    linesDone: job.linesDone,
    rows: job.rows,
    encoding: format?.encoding ?? null,
    delimiter: format?.delimiter ?? null,
    columns: columns === null ? null : viewColumns(columns),
    report: viewReport(job.report),
    errorCode: job.errorCode,
    createdAt: job.createdAt.toISOString(),
    startedAt: formatInstant(job.startedAt),
    finishedAt: formatInstant(job.finishedAt),
    temporalUrl:
      job.startedAt === null
        ? null
        : `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowIds.import(job.id))}`,
  }
}

export function viewColumns(columns: readonly ImportColumn[]): { header: string; target: string | null }[] {
  return columns.map(({ header, meaning }) => ({ header, target: viewMeaning(meaning) }))
}

/** A rejected row, with the cell that is wrong where the reason names its column. */
export function viewRejection(
  rejection: Rejection,
  { format, columns }: Pick<Import, 'format' | 'columns'>,
): z.input<typeof rejectionSchema> {
  const place = columns?.findIndex(({ header }) => rejection.reason.startsWith(`Column "${header}": `)) ?? -1
  const column = columns?.[place]
  if (column === undefined || format === null) return { ...rejection, column: null, value: null }
  const cells = readRecords(Buffer.from(rejection.raw), { format: { ...format, encoding: 'utf-8' }, line: 1, isLast: true, maxRecords: 1 })
  const cell = cells.records[0]?.fields[place]
  return { ...rejection, column: column.header, value: cell === undefined ? null : showCell(cell, column.meaning) }
}

function viewReport({ rejections, consents, orders }: ImportReport): ImportView['report'] {
  return {
    rejections: rejections.map((entry) => ({ ...entry })),
    consents: Object.fromEntries(
      Object.entries(consents).map(([channel, { applied, notApplied, suppressed }]) => [
        channel,
        { applied: withoutGaps(applied), notApplied: withoutGaps(notApplied), suppressed },
      ]),
    ),
    orders:
      orders === null
        ? null
        : {
            ...orders,
            byStatus: withoutGaps(orders.byStatus),
            byCurrency: withoutGaps(orders.byCurrency),
          },
  }
}

function withoutGaps<T>(counts: Partial<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(counts).flatMap(([name, count]) => (count === undefined ? [] : [[name, count]])))
}

function viewMeaning(meaning: ColumnMeaning): string | null {
  switch (meaning.kind) {
    case 'field':
      return meaning.field
    case 'attribute':
      return `attributes.${meaning.name}`
    case 'ignored':
      return null
  }
}
