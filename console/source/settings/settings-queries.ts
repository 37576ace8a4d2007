/** The store's settings by topic, as the API gives and takes them. A change names the version that it was made from. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { contactPolicySettings, segmentSettings, storeSettings, voucherSettings } from '../../../api/schemas/settings.ts'
import { request } from '../http/request.ts'

export interface SettingsByTopic {
  store: z.output<typeof storeSettings>
  'contact-policy': z.output<typeof contactPolicySettings>
  vouchers: z.output<typeof voucherSettings>
  segments: z.output<typeof segmentSettings>
}

export type Topic = keyof SettingsByTopic
export type ContactPolicy = SettingsByTopic['contact-policy']

export interface Versioned<Value> {
  value: Value
  version: number
  changedAt: string | null
  changedBy: string | null
}

export function settingsQuery<T extends Topic>(topic: T) {
  return queryOptions({
    queryKey: ['settings', topic],
    queryFn: ({ signal }) => request<Versioned<SettingsByTopic[T]>>('GET', `/api/v1/settings/${topic}`, { signal }),
  })
}

/** @throws ApiError `version_mismatch` where somebody else has changed them since that version */
export function changeSettings<T extends Topic>(
  topic: T,
  change: Partial<SettingsByTopic[T]>,
  version: number,
): Promise<Versioned<SettingsByTopic[T]>> {
  return request('PATCH', `/api/v1/settings/${topic}`, { body: change, headers: { 'If-Match': `"${version}"` } })
}
