/** Broadcasts as the API gives them, and what the console asks it about them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { broadcastCountsSchema } from '../../../api/schemas/broadcast-activity.ts'
import type { previewSchema, preflightSchema, testSendSchema } from '../../../api/schemas/broadcast-preview.ts'
import type { broadcastProgressSchema } from '../../../api/schemas/broadcast-progress.ts'
import type { briefBroadcastSchema, broadcastChangeSchema, broadcastSchema, newBroadcastSchema } from '../../../api/schemas/broadcasts.ts'
import { listOf } from '../http/page.ts'
import { formatQuery, request } from '../http/request.ts'
import type { BroadcastFilter } from './broadcast-filter.ts'

export type Broadcast = z.output<typeof broadcastSchema>
/** As a list has it: without its message. */
export type ListedBroadcast = z.output<typeof briefBroadcastSchema>
export type BroadcastCounts = z.output<typeof broadcastCountsSchema>
export type Message = Broadcast['message']
export type Audience = Broadcast['audience']
export type Schedule = Broadcast['schedule']
export type NewBroadcast = z.input<typeof newBroadcastSchema>
export type BroadcastChange = z.input<typeof broadcastChangeSchema>
/** What a draft's editor changes. */
export type DraftFields = Pick<Broadcast, 'name' | 'message' | 'audience' | 'schedule' | 'holdoutPercent' | 'maxMessages'>
export type Preview = z.output<typeof previewSchema>
export type Preflight = z.output<typeof preflightSchema>
export type Progress = z.output<typeof broadcastProgressSchema>
export type TestSend = z.output<typeof testSendSchema>

export const broadcastsPath = '/api/v1/broadcasts'

export function broadcastQuery(id: string) {
  return queryOptions({
    queryKey: [broadcastsPath, id],
    queryFn: ({ signal }) => readBroadcast(id, signal),
  })
}

export function readBroadcast(id: string, signal?: AbortSignal): Promise<Broadcast> {
  return request('GET', `${broadcastsPath}/${id}`, signal === undefined ? {} : { signal })
}

/** The newest first; messages are for the page of each. */
export function broadcastListQuery(filter: BroadcastFilter & { limit?: number }) {
  return listOf<ListedBroadcast>(broadcastsPath, { ...filter, message: 'false' })
}

const recountEveryMs = 5_000

/** What they came to. */
export function countsQuery(broadcasts: readonly Pick<ListedBroadcast, 'id' | 'status'>[]) {
  const left = broadcasts.filter(({ status }) => status !== 'draft')
  const ids = left.map(({ id }) => id).join(',')
  return queryOptions({
    queryKey: [broadcastsPath, 'counts', ids],
    queryFn: async ({ signal }) =>
      ids === ''
        ? []
        : (await request<{ data: BroadcastCounts[] }>('GET', `${broadcastsPath}/counts${formatQuery({ ids })}`, { signal })).data,
    meta: { topics: ['broadcasts', 'deliveries'], atMostEveryMs: recountEveryMs },
    staleTime: recountEveryMs,
  })
}

/** `version` is the draft's: another version is another question. */
export function previewQuery(id: string, version: number, customerId: string | null) {
  return queryOptions({
    queryKey: [broadcastsPath, id, 'preview', version, customerId],
    queryFn: ({ signal }) =>
      request<Preview>('POST', `${broadcastsPath}/${id}/preview`, { body: customerId === null ? {} : { customerId }, signal }),
    placeholderData: (previous) => previous,
  })
}

export function preflightQuery(id: string, version: number) {
  return queryOptions({
    queryKey: [broadcastsPath, id, 'preflight', version],
    queryFn: ({ signal }) => request<Preflight>('GET', `${broadcastsPath}/${id}/preflight`, { signal }),
    placeholderData: (previous) => previous,
  })
}

export function createDraft(draft: NewBroadcast): Promise<Broadcast> {
  return request('POST', broadcastsPath, { body: draft })
}

/** @throws ApiError 412 when somebody else has changed it since */
export function changeDraft(id: string, version: number, change: BroadcastChange): Promise<Broadcast> {
  return request('PATCH', `${broadcastsPath}/${id}`, { body: change, headers: { 'If-Match': `"${version}"` } })
}

export function copyBroadcast(id: string): Promise<Broadcast> {
  return request('POST', `${broadcastsPath}/${id}/copy`, { body: {} })
}

export function deleteDraft(id: string): Promise<void> {
  return request('DELETE', `${broadcastsPath}/${id}`)
}

/** `attempt` makes a second click on the same dialog the same sending. */
export function sendBroadcast(id: string, attempt: string): Promise<Broadcast> {
  return request('POST', `${broadcastsPath}/${id}/send`, { body: {}, headers: { 'Idempotency-Key': attempt } })
}

export function sendTest(id: string, test: { to: string; customerId?: string }): Promise<TestSend> {
  return request('POST', `${broadcastsPath}/${id}/test`, { body: test })
}

export function commandBroadcast(id: string, command: 'pause' | 'resume' | 'cancel'): Promise<Progress> {
  return request('POST', `${broadcastsPath}/${id}/${command}`, { body: {} })
}

export function rescheduleBroadcast(id: string, schedule: Schedule): Promise<Progress> {
  return request('POST', `${broadcastsPath}/${id}/reschedule`, { body: { schedule } })
}
