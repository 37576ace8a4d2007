/** API keys as the API shows them. */
import { z } from 'zod'
import type { ApiKey } from '../../db/queries/api-keys.ts'
import { isGrantable } from '../../domain/api-scopes.ts'
import { formatId } from '../../domain/ids.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant, instant } from './instants.ts'

export const apiKeySchema = z
  .strictObject({
    id: formattedIdOf('apiKey'),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    createdAt: formattedInstant,
    expiresAt: formattedInstant.nullable(),
    revokedAt: formattedInstant.nullable(),
    lastUsedAt: formattedInstant.nullable(),
  })
  .meta({ id: 'ApiKey' })

export const createdApiKeySchema = z
  .strictObject({
    ...apiKeySchema.shape,
    key: z.string().meta({ description: 'Shown this once.' }),
  })
  .meta({ id: 'CreatedApiKey' })

export const apiKeyDraftSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.string().refine(isGrantable, 'Not a scope')).min(1).max(50),
  expiresAt: instant.nullish(),
})

export function viewApiKey(key: ApiKey): z.input<typeof apiKeySchema> {
  return {
    id: formatId('apiKey', key.id),
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  }
}
