/** Who may sign in, as what; changed by owners. There is always an owner left, and nobody gives more than they have. */
import { z } from 'zod'
import { issuePasswordLink } from '../../../db/queries/members/invitations.ts'
import { listMembers, readMember } from '../../../db/queries/members/members.ts'
import { changeMember, removeMember } from '../../../db/queries/members/owners.ts'
import { endSessions } from '../../../db/queries/members/sessions.ts'
import { joinTransaction } from '../../../db/transaction.ts'
import { mayGrant, type Role } from '../../../domain/roles.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { type Caller, defineRoute } from '../../http/routes.ts'
import { idParams } from '../../schemas/ids.ts'
import { memberSchema, passwordLinkSchema, role, viewMember } from '../../schemas/members.ts'
import { formatLink } from './link.ts'

const tag = 'Members'
const params = idParams('member')

export const memberRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/members',
    tag,
    scope: 'members:read',
    summary: 'List members, the first ones first',
    query: z.strictObject(pageQuery),
    response: pageOf(memberSchema),
    async handler({ query: { cursor, limit = defaultLimit }, sql }) {
      const after = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      return makePage(await listMembers(sql, { after, limit: limit + 1 }), limit, viewMember, (row) => [row.id])
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/members/{id}',
    tag,
    scope: 'members:write',
    summary: 'Change a member’s role, or whether they may sign in',
    description: 'Whoever is disabled is signed out everywhere at once.',
    params,
    body: z.strictObject({ role: role.optional(), isDisabled: z.boolean().optional() }),
    response: memberSchema,
    async handler({ params: { id: memberId }, body: { role, isDisabled }, caller, sql, at }) {
      return joinTransaction(sql, async (sql) => {
        const changed = requireDone(await changeMember(sql, { memberId, role, isDisabled, at }))
        requireReach(caller, [changed.before.role, changed.after.role])
        return viewMember(changed.after)
      })
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/members/{id}',
    tag,
    scope: 'members:write',
    summary: 'Remove a member',
    description: 'Signed out everywhere at once. What they did stays recorded under their id.',
    params,
    async handler({ params: { id }, caller, sql }) {
      await joinTransaction(sql, async (sql) => requireReach(caller, [requireDone(await removeMember(sql, id)).role]))
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/members/{id}/sessions',
    tag,
    scope: 'members:write',
    summary: 'Sign a member out everywhere',
    params,
    async handler({ params: { id: memberId }, caller, sql }) {
      requireReach(caller, [requireDone(await readMember(sql, memberId)).role])
      await endSessions(sql, { memberId })
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/members/{id}/password-links',
    tag,
    scope: 'members:write',
    summary: 'Make a link by which a member chooses another password',
    description: 'For a day, once; a newer one replaces it. Their password stays until then.',
    params,
    status: 201,
    response: passwordLinkSchema,
    async handler({ params: { id: memberId }, caller, sql, at, dependencies: { config } }) {
      requireReach(caller, [requireDone(await readMember(sql, memberId)).role])
      const link = await issuePasswordLink(sql, { memberId, at })
      if (link === undefined) throw new Problem('not_found')
      return { url: formatLink(config.publicUrl, link.token), expiresAt: link.expiresAt.toISOString() }
    },
  }),
]

/** @throws Problem 404 or 409 */
function requireDone<Done extends object>(done: Done | 'last_owner' | undefined): Done {
  if (done === undefined) throw new Problem('not_found')
  if (done === 'last_owner') throw new Problem('last_owner')
  return done
}

/** Whoever may not do all that a role may is kept from making one, and from unmaking one. @throws Problem 403 */
export function requireReach({ kind, scopes }: Caller, concerned: readonly Role[]): void {
  const missing = concerned.find((role) => !mayGrant(scopes, role))
  if (missing === undefined) return
  throw new Problem(kind === 'member' ? 'role_not_allowed' : 'scope_missing', { detail: `Needs all that the role ${missing} may do.` })
}
