/** Who is signed in, and how one comes in and goes out. The session itself is a cookie that no script can read. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { signedInSchema } from '../../../api/schemas/members.ts'
import { queryClient } from '../http/query-client.ts'
import { ApiError, request } from '../http/request.ts'
import { noticeSignedIn } from '../http/session.ts'

export type SignedIn = z.output<typeof signedInSchema>
export type OwnDetails = SignedIn['member']
export type Role = OwnDetails['role']
export type Scope = SignedIn['scopes'][number]

const path = '/api/v1/session'

/** Null for nobody. Once somebody is in, that their session is over is told by `useIsOver`: the page stays as it is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  async queryFn({ signal, client }): Promise<SignedIn | null> {
    try {
      return await request<SignedIn>('GET', path, { signal })
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return client.getQueryData<SignedIn | null>(['session']) ?? null
      throw error
    }
  },
})

export function useSignedIn(): SignedIn | undefined {
  return useQuery(sessionQuery).data ?? undefined
}

export interface Setup {
  hasOwner: boolean
  needsKey: boolean
}

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => request<Setup>('GET', '/api/v1/setup', { signal }),
  staleTime: 0,
})

export function signIn(body: { email: string; password: string }): Promise<SignedIn> {
  return request<SignedIn>('POST', path, { body })
}

/** @param key an API key that may do everything, where that is asked for */
export function createOwner({ key, ...body }: { name: string; email: string; password: string; key: string }): Promise<SignedIn> {
  return request<SignedIn>('POST', '/api/v1/setup', { body, ...(key === '' ? {} : { key }) })
}

/** On the installation's own machine. */
export async function continueAsOwner(): Promise<SignedIn> {
  await request('POST', '/console/session')
  return request<SignedIn>('GET', path)
}

export interface OpenLink {
  kind: 'invitation' | 'password'
  email: string | null
  name: string | null
  role: Role
}

export function lookUpLink(token: string, signal: AbortSignal): Promise<OpenLink> {
  return request<OpenLink>('POST', '/api/v1/invitations/look-up', { body: { token }, signal })
}

export function acceptLink(body: { token: string; name?: string; password: string }): Promise<SignedIn> {
  return request<SignedIn>('POST', '/api/v1/invitations/accept', { body })
}

/** What is on the screen goes on where the same member comes in again; nothing of somebody else's is shown. */
export async function enter(signedIn: SignedIn): Promise<void> {
  const before = queryClient.getQueryData(sessionQuery.queryKey)
  noticeSignedIn()
  if (before?.member.id !== signedIn.member.id) forgetAnswers()
  queryClient.setQueryData(sessionQuery.queryKey, signedIn)
  await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
}

export async function signOut(): Promise<void> {
  await request('DELETE', path)
  leave()
}

/** Nobody is signed in here any more. */
export function leave(): void {
  noticeSignedIn()
  forgetAnswers()
  queryClient.setQueryData(sessionQuery.queryKey, null)
}

/** All but who is in, and what the machine offers. */
function forgetAnswers(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'installation' })
}
