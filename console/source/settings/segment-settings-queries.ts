/** The versions of the segments' settings, and who would move by a change, as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { settingsPreviewSchema, settingsVersionSchema } from '../../../api/schemas/segment-settings.ts'
import type { segmentSettings } from '../../../api/schemas/settings.ts'
import { request } from '../http/request.ts'

export type SegmentSettings = z.output<typeof segmentSettings>
export type SettingsPreview = z.output<typeof settingsPreviewSchema>
export type SettingsVersion = z.output<typeof settingsVersionSchema>

export const versionsPath = '/api/v1/segments/settings/versions'

export type SettingsChange = Partial<SegmentSettings>

/** Nothing is written. Leaving aborts it, and the server then stops. @param version that the change is made upon */
export function settingsPreviewQuery({ changes, version }: { changes: SettingsChange; version: number }) {
  return queryOptions({
    queryKey: ['/api/v1/segments/settings/preview', version, changes],
    queryFn: ({ signal }) => request<SettingsPreview>('POST', '/api/v1/segments/settings/preview', { body: { changes }, signal }),
    retry: false,
  })
}
