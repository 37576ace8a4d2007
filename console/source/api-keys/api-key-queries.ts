/** API keys: what programs call Regulars with. */
import type { z } from 'zod'
import type { apiKeySchema, createdApiKeySchema } from '../../../api/schemas/api-keys.ts'
import { listOf } from '../http/page.ts'
import { request } from '../http/request.ts'

export type ApiKey = z.output<typeof apiKeySchema>
export type CreatedApiKey = z.output<typeof createdApiKeySchema>

export const apiKeysPath = '/api/v1/api-keys'

export const apiKeyList = listOf<ApiKey>(apiKeysPath)

export function createApiKey(body: { name: string; scopes: string[]; expiresAt?: string }): Promise<CreatedApiKey> {
  return request<CreatedApiKey>('POST', apiKeysPath, { body })
}

export function revokeApiKey(id: string): Promise<ApiKey> {
  return request<ApiKey>('DELETE', `${apiKeysPath}/${id}`)
}
