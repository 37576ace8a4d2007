/** Imports as the API gives them, and what the console asks it about them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  importDraftSchema,
  importOptionsSchema,
  importPersonSchema,
  importPlanSchema,
  importSampleSchema,
  importSchema,
  rejectionSchema,
} from '../../../api/schemas/imports.ts'
import { request } from '../http/request.ts'

export type ImportJob = z.output<typeof importSchema>
export type ImportPlan = z.output<typeof importPlanSchema>
export type ImportSample = z.output<typeof importSampleSchema>
export type ImportPerson = z.output<typeof importPersonSchema>
export type ImportRejection = z.output<typeof rejectionSchema>
export type ImportDraft = z.input<typeof importDraftSchema>
export type ImportOptions = z.input<typeof importOptionsSchema>

export const importsPath = '/api/v1/imports'

export function importQuery(id: string) {
  return queryOptions({
    queryKey: [importsPath, id],
    queryFn: ({ signal }) => request<ImportJob>('GET', `${importsPath}/${id}`, { signal }),
  })
}

/** What is shown stays while the file is looked at under other options. @param isWhole all of it has arrived: it may look different then */
export function planQuery(id: string, options: ImportOptions, isWhole: boolean) {
  return queryOptions({
    queryKey: [importsPath, id, 'plan', options, isWhole],
    queryFn: ({ signal }) => request<ImportPlan>('POST', `${importsPath}/${id}/plan`, { body: options, signal }),
    placeholderData: (previous) => previous,
  })
}

export function samplesQuery(id: string) {
  return queryOptions({
    queryKey: [importsPath, id, 'samples'],
    queryFn: ({ signal }) => request<{ data: ImportSample[] }>('GET', `${importsPath}/${id}/samples`, { signal }),
    select: ({ data }) => data,
  })
}

export function createImport(draft: ImportDraft): Promise<ImportJob> {
  return request('POST', importsPath, { body: draft })
}

/** @throws ApiError `import_header_refused` when a person has to say what a column means */
export function startImport({ id, bytesTotal }: Pick<ImportJob, 'id' | 'bytesTotal'>, options: ImportOptions): Promise<ImportJob> {
  return request('POST', `${importsPath}/${id}/start`, { body: { bytesTotal, options } })
}

export function cancelImport(id: string): Promise<ImportJob> {
  return request('POST', `${importsPath}/${id}/cancel`, { body: {} })
}

/** A new import that has the file of one that has ended, and its options. */
export function repeatImport(id: string): Promise<ImportJob> {
  return request('POST', `${importsPath}/${id}/again`, { body: {} })
}

export function isMoving({ status }: Pick<ImportJob, 'status'>): boolean {
  return status === 'queued' || status === 'running'
}
