/** The store admin's groups, edited from outside, and what goes wrong with it. */
import { z } from 'zod'
import { replyJson } from '../http-exchange.ts'
import { adminFaultListSchema } from '../store-admin/admin-faults.ts'
import type { AdminGroup } from '../store-admin/admin-groups.ts'
import { parseBody, replyNotFound, type Route } from './route.ts'

const name = z.string().min(1).max(200)
const members = z.array(z.string().min(1).max(255)).max(1_000_000)
/** `silent`: no webhook tells of it. */
const silent = z.boolean().optional()
const createSchema = z.strictObject({
  id: z.string().min(1).max(255).optional(),
  name,
  kind: z.enum(['group', 'all_customers']).optional(),
  members: members.optional(),
  silent,
})
const renameSchema = z.strictObject({ name, silent })
const membersSchema = z.strictObject({ add: members.optional(), remove: members.optional(), silent })

const groupPattern = /^\/store-admin\/groups\/([^/]+)$/

export const storeAdminRoutes: Route[] = [
  {
    method: 'GET',
    pattern: /^\/store-admin\/groups$/,
    handle: (_request, { storeAdmin }) => replyJson(200, { data: storeAdmin.groups.list().map(describe) }),
  },
  {
    method: 'POST',
    pattern: /^\/store-admin\/groups$/,
    handle({ body }, { storeAdmin }) {
      const parsed = parseBody(createSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      const { silent: isSilent, ...input } = parsed.value
      const group = storeAdmin.create(input, { isSilent: isSilent === true })
      return group === undefined ? replyJson(409, { error: 'id_taken' }) : replyJson(201, describe(group))
    },
  },
  {
    method: 'GET',
    pattern: groupPattern,
    handle({ params }, { storeAdmin }) {
      const group = storeAdmin.groups.find(decodeURIComponent(params[0] ?? ''))
      return group === undefined ? replyNotFound('group') : replyJson(200, { ...describe(group), members: group.members })
    },
  },
  {
    method: 'PUT',
    pattern: groupPattern,
    handle({ params, body }, { storeAdmin }) {
      const parsed = parseBody(renameSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      const group = storeAdmin.rename(decodeURIComponent(params[0] ?? ''), parsed.value.name, { isSilent: parsed.value.silent === true })
      return group === undefined ? replyNotFound('group') : replyJson(200, describe(group))
    },
  },
  {
    method: 'DELETE',
    pattern: groupPattern,
    handle: ({ params, query }, { storeAdmin }) =>
      storeAdmin.delete(decodeURIComponent(params[0] ?? ''), { isSilent: query.get('silent') === 'true' })
        ? replyJson(204)
        : replyNotFound('group'),
  },
  {
    method: 'POST',
    pattern: /^\/store-admin\/groups\/([^/]+)\/members$/,
    handle({ params, body }, { storeAdmin }) {
      const parsed = parseBody(membersSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      const { silent: isSilent, ...change } = parsed.value
      const group = storeAdmin.changeMembers(decodeURIComponent(params[0] ?? ''), change, { isSilent: isSilent === true })
      return group === undefined ? replyNotFound('group') : replyJson(200, describe(group))
    },
  },
  {
    method: 'GET',
    pattern: /^\/store-admin\/faults$/,
    handle: (_request, { storeAdmin }) => replyJson(200, { faults: storeAdmin.faults.list(), requests: storeAdmin.api.requests() }),
  },
  {
    method: 'PUT',
    pattern: /^\/store-admin\/faults$/,
    handle({ body }, { storeAdmin }) {
      const parsed = parseBody(adminFaultListSchema, body)
      if ('wrong' in parsed) return parsed.wrong
      storeAdmin.faults.set(parsed.value.faults, parsed.value.seed)
      return replyJson(200, { faults: storeAdmin.faults.list() })
    },
  },
]

function describe({ members, ...group }: AdminGroup) {
  return { ...group, memberCount: members.length }
}
