/** Exports of audiences: files that a run writes, and that are kept for a day. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { audienceExportSchema, newExportSchema } from '../../../api/schemas/audience-exports.ts'
import { readPage } from '../http/page.ts'
import { request } from '../http/request.ts'
import { audiencesPath } from './audience-queries.ts'

export type AudienceExport = z.output<typeof audienceExportSchema>
export type NewExport = z.input<typeof newExportSchema>
export type ExportKind = NewExport['kind']

const exportsPath = '/api/v1/exports'
const shownExports = 5

/** The newest ones. */
export function exportsQuery(audienceId: string) {
  return queryOptions({
    queryKey: [exportsPath, audienceId],
    queryFn: ({ signal }) => readPage<AudienceExport>(exportsPath, { audienceId, limit: shownExports }, signal),
    meta: { topics: ['exports'] },
  })
}

export function startExport(audienceId: string, body: NewExport): Promise<AudienceExport> {
  return request('POST', `${audiencesPath}/${audienceId}/exports`, { body })
}

export function cancelExport(id: string): Promise<AudienceExport> {
  return request('POST', `${exportsPath}/${id}/cancel`, { body: {} })
}
