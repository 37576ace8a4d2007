/** The settings of the segments, their versions, and who would move by a change, as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { settingsPreviewSchema, settingsVersionSchema } from '../../../api/schemas/segment-settings.ts'
import type { segmentSettings } from '../../../api/schemas/settings.ts'
import { request } from '../http/request.ts'

export type SegmentSettings = z.output<typeof segmentSettings>
export type SettingsPreview = z.output<typeof settingsPreviewSchema>
export type SettingsVersion = z.output<typeof settingsVersionSchema>

export interface VersionedSettings {
  value: SegmentSettings
  version: number
}

const settingsPath = '/api/v1/settings/segments'
export const versionsPath = '/api/v1/segments/settings/versions'

export const segmentSettingsQuery = queryOptions({
  queryKey: [settingsPath],
  queryFn: ({ signal }) => request<VersionedSettings>('GET', settingsPath, { signal }),
})

export type SettingsChange = Partial<SegmentSettings>

/** Nothing is written. Leaving aborts it, and the server then stops. */
export function settingsPreviewQuery(changes: SettingsChange) {
  return queryOptions({
    queryKey: ['/api/v1/segments/settings/preview', changes],
    queryFn: ({ signal }) => request<SettingsPreview>('POST', '/api/v1/segments/settings/preview', { body: { changes }, signal }),
    retry: false,
  })
}

export function changeSegmentSettings(changes: SettingsChange): Promise<VersionedSettings> {
  return request('PATCH', settingsPath, { body: changes })
}
