/** Saved audiences as the API gives them, and questions about rules. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  audienceSchema,
  audienceSizesSchema,
  audienceUseSchema,
  checkedRuleSchema,
  memberSchema,
  previewedAudienceSchema,
} from '../../../api/schemas/audiences.ts'
import { readPage } from '../http/page.ts'
import { request } from '../http/request.ts'

export type SavedAudience = z.output<typeof audienceSchema>
export type AudienceFigures = NonNullable<SavedAudience['latest']>
export type AudiencePreview = z.output<typeof previewedAudienceSchema>
export type CheckedRule = z.output<typeof checkedRuleSchema>
export type Rule = SavedAudience['rule']
export type AudienceUse = z.output<typeof audienceUseSchema>
export type AudienceSizes = z.output<typeof audienceSizesSchema>
export type Member = z.output<typeof memberSchema>

/** A rule in either of its forms. */
export type RuleInput = { rule: Rule } | { text: string }

export const audiencesPath = '/api/v1/audiences'
const rulesKey = 'audience-rules'

/** What a chooser offers; more are found by searching on their own page. */
const offeredAtOnce = 100

export const offeredAudiencesQuery = queryOptions({
  queryKey: [audiencesPath, 'offered'],
  queryFn: ({ signal }) => readPage<SavedAudience>(audiencesPath, { limit: offeredAtOnce }, signal),
  staleTime: 60_000,
  meta: { topics: ['audiences'] },
})

export const pinnedAudiencesQuery = queryOptions({
  queryKey: [audiencesPath, 'pinned'],
  queryFn: ({ signal }) => readPage<SavedAudience>(audiencesPath, { pinned: 'true' }, signal),
  staleTime: 60_000,
  meta: { topics: ['audiences'] },
})

/** @throws ApiError `audience_in_use` while something names it */
export function deleteAudience(id: string): Promise<void> {
  return request('DELETE', `${audiencesPath}/${id}`)
}

export function audienceQuery(id: string) {
  return queryOptions({
    queryKey: [audiencesPath, id],
    queryFn: ({ signal }) => request<SavedAudience>('GET', `${audiencesPath}/${id}`, { signal }),
    meta: { topics: ['audiences'] },
  })
}

export function usesQuery(id: string) {
  return queryOptions({
    queryKey: [audiencesPath, id, 'used-by'],
    queryFn: ({ signal }) => request<{ data: AudienceUse[] }>('GET', `${audiencesPath}/${id}/used-by`, { signal }),
  })
}

export function sizesQuery(id: string) {
  return queryOptions({
    queryKey: [audiencesPath, id, 'sizes'],
    queryFn: ({ signal }) => request<AudienceSizes>('GET', `${audiencesPath}/${id}/sizes`, { signal }),
    staleTime: 300_000,
  })
}

/** The rule in all its forms. Refused with the place of the fault where it is none. */
export function checkQuery(input: RuleInput) {
  return queryOptions({
    queryKey: [rulesKey, 'check', input],
    queryFn: ({ signal }) => request<CheckedRule>('POST', `${audiencesPath}/check`, { body: input, signal }),
    staleTime: 60_000,
    retry: false,
  })
}

/** Another rule aborts the request before it, and the server then stops counting. */
export function previewQuery(input: RuleInput) {
  return queryOptions({
    queryKey: [rulesKey, 'preview', input],
    queryFn: ({ signal }) => request<AudiencePreview>('POST', `${audiencesPath}/preview`, { body: input, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** Names and rules in either form; a rule that is left out stays. */
export interface AudienceChange {
  name?: string
  isPinned?: boolean
  rule?: Rule
  text?: string
}

export function createAudience(draft: AudienceChange & { name: string }): Promise<SavedAudience> {
  return request('POST', audiencesPath, { body: draft })
}

/** @throws ApiError 412 when somebody else has changed it since */
export function changeAudience({ id, version }: SavedAudience, change: AudienceChange): Promise<SavedAudience> {
  return request('PATCH', `${audiencesPath}/${id}`, { body: change, headers: { 'If-Match': `"${version}"` } })
}

export function commandAudience(id: string, command: 'copy' | 'archive' | 'restore'): Promise<SavedAudience> {
  return request('POST', `${audiencesPath}/${id}/${command}`, { body: {} })
}
