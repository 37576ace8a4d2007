/** What the sandbox has received, as the API gives it, and what can be played with it. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  inboxActAnswerSchema,
  inboxActSchema,
  inboxMessageDetailSchema,
  inboxMessageSchema,
  inboxStatusSchema,
} from '../../../api/schemas/dev-inbox.ts'
import { ApiError, request } from '../http/request.ts'

export type InboxMessage = z.output<typeof inboxMessageSchema>
export type WholeMessage = z.output<typeof inboxMessageDetailSchema>
export type Act = z.input<typeof inboxActSchema>
export type ActName = Act['act']
type ActAnswer = z.output<typeof inboxActAnswerSchema>

const inboxPath = '/api/v1/dev/inbox'
export const messagesPath = `${inboxPath}/messages`

async function readStatus(signal: AbortSignal): Promise<z.output<typeof inboxStatusSchema> | null> {
  try {
    return await request<z.output<typeof inboxStatusSchema>>('GET', inboxPath, { signal })
  } catch (error) {
    if (error instanceof ApiError && error.code === 'sandbox_not_in_use') return null
    throw error
  }
}

/** Another version is another inbox. Null where no sandbox is in use. */
export const inboxStatusQuery = queryOptions({
  queryKey: [inboxPath],
  queryFn: ({ signal }) => readStatus(signal),
  meta: { topics: ['inbox'] },
})

/** Whether there is one: asked once. */
export const inboxUseQuery = queryOptions({
  queryKey: [inboxPath, 'use'],
  queryFn: async ({ signal }) => (await readStatus(signal)) !== null,
  staleTime: Number.POSITIVE_INFINITY,
})

export function messageQuery(id: string, version: number) {
  return queryOptions({
    queryKey: [messagesPath, id, version],
    queryFn: ({ signal }) => request<WholeMessage>('GET', `${messagesPath}/${id}`, { signal }),
    retry: false,
  })
}

export function playAct(id: string, act: Act): Promise<ActAnswer> {
  return request('POST', `${messagesPath}/${id}/acts`, { body: act })
}

export function clearInbox(): Promise<void> {
  return request('DELETE', messagesPath)
}
