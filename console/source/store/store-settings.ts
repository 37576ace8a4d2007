/** The store's own settings: above all the time zone and currency in which everything is shown. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { storeSettings } from '../../../api/schemas/settings.ts'
import { request } from '../http/request.ts'

export type StoreSettings = z.output<typeof storeSettings>

export const storeQuery = queryOptions({
  queryKey: ['settings', 'store'],
  queryFn: ({ signal }) => request<{ value: StoreSettings }>('GET', '/api/v1/settings/store', { signal }),
  staleTime: 300_000,
  select: ({ value }) => value,
})

/** UTC until the settings are known, or where the key may not read them. */
export function useTimeZone(): string {
  return useQuery(storeQuery).data?.timeZone ?? 'UTC'
}
