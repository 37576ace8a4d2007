/** Groups that live in the store's admin: what they are, who is in them, and their syncs. They are changed in the admin alone. */
import type { Client } from '@temporalio/client'
import { z } from 'zod'
import { listUses } from '../../db/queries/audiences/audience-links.ts'
import { readGroupRun } from '../../db/queries/groups/group-runs.ts'
import { findGroups, listGroupCustomers, listGroups, readGroup } from '../../db/queries/groups/read-groups.ts'
import { requestGroupSync, requestOneGroupSync, type StartedGroupSync } from '../../workflows/clients/start-group-sync.ts'
import type { ApiConfig } from '../dependencies.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { defineRoute } from '../http/routes.ts'
import { audienceUsesSchema } from '../schemas/audiences.ts'
import {
  groupCustomerSchema,
  groupSchema,
  latestGroupSyncSchema,
  startedGroupSyncSchema,
  viewGroup,
  viewGroupCustomer,
  viewGroupRun,
} from '../schemas/groups.ts'
import { idParams } from '../schemas/ids.ts'
import { viewUse } from '../views/audiences.ts'

const tag = 'Groups'
const startTimeoutMs = 5_000

export const groupRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/groups',
    tag,
    scope: 'groups:read',
    summary: 'The groups of the store’s admin, by name',
    query: z.strictObject({
      ...pageQuery,
      q: z.string().min(1).max(200).optional().meta({ description: 'Anywhere in the name.' }),
      deleted: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: '`true`: those that are gone in the admin, instead of those that are there.' }),
    }),
    response: pageOf(groupSchema),
    async handler({ query, sql }) {
      const limit = query.limit ?? defaultLimit
      const after = decodeCursor(z.tuple([z.string(), z.uuid()]), query.cursor)
      const rows = await listGroups(sql, { q: query.q, isDeleted: query.deleted === 'true', after, limit: limit + 1 })
      return makePage(rows, limit, viewGroup, (row) => [row.name, row.id])
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/groups/sync',
    tag,
    scope: 'groups:read',
    summary: 'The latest sync of all groups, and how far it has come',
    response: latestGroupSyncSchema,
    async handler({ sql, dependencies: { config } }) {
      const run = await readGroupRun(sql)
      return { isConfigured: config.hasStoreAdmin === true, latest: run === undefined ? null : viewGroupRun(run) }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/groups/sync',
    tag,
    scope: 'groups:write',
    summary: 'Read all groups from the store’s admin',
    description:
      'Webhooks keep groups current, and at 00:00 of the store those are read of which nothing was heard on that day. While a sync runs, any number of requests are answered with that run, which then does one more.',
    idempotencyKey: 'optional',
    response: startedGroupSyncSchema,
    status: 202,
    handler: ({ dependencies: { temporal, config } }) => start(temporal, config, requestGroupSync),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/groups/{id}',
    tag,
    scope: 'groups:read',
    summary: 'A group; one that was deleted in the admin as well',
    params: idParams('group'),
    response: groupSchema,
    async handler({ params, sql }) {
      const group = await readGroup(sql, params.id)
      if (group === undefined) throw new Problem('not_found')
      return viewGroup(group)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/groups/{id}/customers',
    tag,
    scope: 'customers:read',
    summary: 'The customers of a group',
    description: 'Members that are not known here yet are left out. Of a deleted group, its last members.',
    params: idParams('group'),
    query: z.strictObject(pageQuery),
    response: pageOf(groupCustomerSchema),
    async handler({ params, query, sql }) {
      const limit = query.limit ?? defaultLimit
      const after = decodeCursor(z.tuple([z.uuid()]), query.cursor)?.[0]
      if ((await findGroups(sql, [params.id])).length === 0) throw new Problem('not_found')
      const rows = await listGroupCustomers(sql, { groupId: params.id, after, limit: limit + 1 })
      return makePage(rows, limit, viewGroupCustomer, (row) => [row.customerId])
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/groups/{id}/used-by',
    tag,
    scope: 'groups:read',
    summary: 'The audiences and broadcasts that name a group, directly or through audiences',
    params: idParams('group'),
    response: audienceUsesSchema,
    async handler({ params, sql }) {
      if ((await findGroups(sql, [params.id])).length === 0) throw new Problem('not_found')
      return { data: (await listUses(sql, { kind: 'group', id: params.id })).map(viewUse) }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/groups/{id}/sync',
    tag,
    scope: 'groups:write',
    summary: 'Read one group from the store’s admin',
    params: idParams('group'),
    idempotencyKey: 'optional',
    response: startedGroupSyncSchema,
    status: 202,
    async handler({ params, sql, dependencies: { temporal, config } }) {
      if ((await findGroups(sql, [params.id])).length === 0) throw new Problem('not_found')
      return start(temporal, config, (client) => requestOneGroupSync(client, { groupId: params.id }))
    },
  }),
]

async function start(
  temporal: Client | undefined,
  { hasStoreAdmin, temporal: { uiUrl, namespace } }: ApiConfig,
  request: (client: Client) => Promise<StartedGroupSync>,
): Promise<z.input<typeof startedGroupSyncSchema>> {
  if (hasStoreAdmin !== true) throw new Problem('store_admin_not_configured')
  if (temporal === undefined) throw new Problem('temporal_unavailable')
  try {
    const run = await temporal.withDeadline(Date.now() + startTimeoutMs, () => request(temporal))
    const path = [namespace, 'workflows', run.workflowId, run.runId].map(encodeURIComponent).join('/')
    return { ...run, temporalUrl: `${uiUrl}/namespaces/${path}/history` }
  } catch {
    throw new Problem('temporal_unavailable', { headers: { 'Retry-After': '5' } })
  }
}
