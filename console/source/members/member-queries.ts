/** Members and those who are invited. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  createdInvitationSchema,
  invitationSchema,
  linkMailSchema,
  memberSchema,
  passwordLinkSchema,
} from '../../../api/schemas/members.ts'
import { type Page, listOf } from '../http/page.ts'
import { request } from '../http/request.ts'
import type { Role } from '../session/session-queries.ts'

export type Member = z.output<typeof memberSchema>
export type Invitation = z.output<typeof invitationSchema>
export type CreatedInvitation = z.output<typeof createdInvitationSchema>
export type PasswordLink = z.output<typeof passwordLinkSchema>

export type LinkMail = z.output<typeof linkMailSchema>

export const membersPath = '/api/v1/members'
export const invitationsPath = '/api/v1/invitations'

export const memberList = listOf<Member>(membersPath)

export const invitationsQuery = queryOptions({
  queryKey: [invitationsPath],
  queryFn: ({ signal }) => request<Page<Invitation>>('GET', `${invitationsPath}?limit=200`, { signal }),
  meta: { topics: ['members'] },
})

export function inviteMember(body: { email: string; role: Role }): Promise<CreatedInvitation> {
  return request<CreatedInvitation>('POST', invitationsPath, { body })
}

/** @param url as it was shown */
export function mailLink(url: string): Promise<LinkMail> {
  return request<LinkMail>('POST', `${invitationsPath}/mail`, { body: { token: new URL(url).hash.slice(1) } })
}

export function withdrawInvitation(id: string): Promise<void> {
  return request('DELETE', `${invitationsPath}/${id}`)
}

export function changeMember(id: string, body: { role?: Role; isDisabled?: boolean }): Promise<Member> {
  return request<Member>('PATCH', `${membersPath}/${id}`, { body })
}

export function removeMember(id: string): Promise<void> {
  return request('DELETE', `${membersPath}/${id}`)
}

export function endMemberSessions(id: string): Promise<void> {
  return request('DELETE', `${membersPath}/${id}/sessions`)
}

export function makePasswordLink(id: string): Promise<PasswordLink> {
  return request<PasswordLink>('POST', `${membersPath}/${id}/password-links`)
}
