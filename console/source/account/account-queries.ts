/** What members do about themselves. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { sessionSchema } from '../../../api/schemas/members.ts'
import { request } from '../http/request.ts'
import type { SignedIn } from '../session/session-queries.ts'

export type Session = z.output<typeof sessionSchema>

const path = '/api/v1/account'

export const sessionsQuery = queryOptions({
  queryKey: [`${path}/sessions`],
  queryFn: ({ signal }) => request<{ data: Session[] }>('GET', `${path}/sessions`, { signal }),
  meta: { topics: ['members'] },
  select: ({ data }) => data,
})

export function changeOwnDetails(body: { name?: string; email?: string; currentPassword?: string }): Promise<unknown> {
  return request('PATCH', path, { body })
}

export function changePassword(body: { currentPassword?: string; newPassword: string }): Promise<SignedIn> {
  return request<SignedIn>('POST', `${path}/password`, { body })
}

export function endSession(id: string): Promise<void> {
  return request('DELETE', `${path}/sessions/${id}`)
}

export function endOtherSessions(): Promise<void> {
  return request('DELETE', `${path}/sessions`)
}
