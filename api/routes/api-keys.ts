/** API keys: make, list, revoke. A key cannot grant more than it has. */
import { z } from 'zod'
import { createApiKey, listApiKeys, revokeApiKey } from '../../db/queries/api-keys.ts'
import { apiScopes, covers } from '../../domain/api-scopes.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { forgetKey } from '../http/known-keys.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import { apiKeyDraftSchema, apiKeySchema, createdApiKeySchema, viewApiKey } from '../schemas/api-keys.ts'
import { idParams } from '../schemas/ids.ts'

export const apiKeyRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/api-keys',
    tag: 'API keys',
    summary: 'List API keys, newest first',
    scope: 'keys:read',
    query: z.strictObject(pageQuery),
    response: pageOf(apiKeySchema),
    async handler({ query, sql }) {
      const limit = query.limit ?? defaultLimit
      const before = decodeCursor(z.tuple([z.uuid()]), query.cursor)?.[0]
      const rows = await listApiKeys(sql, { ...(before === undefined ? {} : { before }), limit: limit + 1 })
      return makePage(rows, limit, viewApiKey, (row) => [row.id])
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/api-keys',
    tag: 'API keys',
    summary: 'Make an API key; the answer shows it once',
    scope: 'keys:write',
    body: apiKeyDraftSchema,
    status: 201,
    response: createdApiKeySchema,
    async handler({ body, caller, sql }) {
      const missing = body.scopes.filter((scope) => !isWithin(caller.scopes, scope))
      if (missing.length > 0) throw new Problem('scope_missing', { detail: `A key can only grant what it has; not ${missing.join(', ')}.` })
      const { key, ...apiKey } = await createApiKey(sql, { name: body.name, scopes: body.scopes, expiresAt: body.expiresAt ?? null })
      return { ...viewApiKey(apiKey), key }
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/api-keys/{id}',
    tag: 'API keys',
    summary: 'Revoke an API key for good',
    scope: 'keys:write',
    params: idParams('apiKey'),
    response: apiKeySchema,
    async handler({ params, sql, dependencies, afterCommit }) {
      const key = await revokeApiKey(sql, params.id)
      if (key === undefined) throw new Problem('not_found')
      afterCommit(async () => forgetKey(dependencies.keyedPool, params.id))
      return viewApiKey(key)
    },
  }),
]

/** Whether everything that `scope` allows is allowed to the holder of `granted` as well. */
function isWithin(granted: string[], scope: string): boolean {
  if (granted.includes('*')) return true
  if (scope === '*') return false
  return apiScopes.filter((known) => covers([scope], known)).every((known) => covers(granted, known))
}
