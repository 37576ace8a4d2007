/** The groups of the store's admin, and their syncs, as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { groupCustomerSchema, groupSchema, latestGroupSyncSchema, startedGroupSyncSchema } from '../../../api/schemas/groups.ts'
import { readPage } from '../http/page.ts'
import { request } from '../http/request.ts'
import type { Tone } from '../words/outcomes.ts'

export type Group = z.output<typeof groupSchema>
export type GroupCustomer = z.output<typeof groupCustomerSchema>
export type LatestGroupSync = z.output<typeof latestGroupSyncSchema>
export type StartedGroupSync = z.output<typeof startedGroupSyncSchema>

export const groupsPath = '/api/v1/groups'

/** What a chooser offers; more are found by searching on their own page. */
const offeredAtOnce = 100

export const groupStates: Record<Group['state'], { label: string; tone: Tone }> = {
  waiting: { label: 'Not read yet', tone: 'quiet' },
  syncing: { label: 'Being read', tone: 'busy' },
  current: { label: 'Current', tone: 'good' },
  behind: { label: 'A newer version is coming', tone: 'busy' },
  failing: { label: 'Cannot be read', tone: 'bad' },
  deleted: { label: 'Deleted in the admin', tone: 'quiet' },
}

export const offeredGroupsQuery = queryOptions({
  queryKey: [groupsPath, 'offered'],
  queryFn: ({ signal }) => readPage<Group>(groupsPath, { limit: offeredAtOnce }, signal),
  staleTime: 60_000,
  meta: { topics: ['groups'] },
})

export function groupQuery(id: string) {
  return queryOptions({
    queryKey: [groupsPath, id],
    queryFn: ({ signal }) => request<Group>('GET', `${groupsPath}/${id}`, { signal }),
    meta: { topics: ['groups'] },
  })
}

export const latestSyncQuery = queryOptions({
  queryKey: [groupsPath, 'sync'],
  queryFn: ({ signal }) => request<LatestGroupSync>('GET', `${groupsPath}/sync`, { signal }),
  meta: { topics: ['groups'] },
})

export function isSyncing(sync: LatestGroupSync | undefined): boolean {
  return sync?.latest?.stage === 'listing' || sync?.latest?.stage === 'syncing'
}

export function startSync(): Promise<StartedGroupSync> {
  return request('POST', `${groupsPath}/sync`, { body: {} })
}

export function startGroupSync(id: string): Promise<StartedGroupSync> {
  return request('POST', `${groupsPath}/${id}/sync`, { body: {} })
}
