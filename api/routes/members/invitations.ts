/** Letting somebody in: an owner makes a link and hands it on; whoever opens it becomes a member, or chooses another password. */
import { z } from 'zod'
import {
  inviteMember,
  listInvitations,
  type OpenLink,
  readLink,
  useLink,
  withdrawInvitation,
} from '../../../db/queries/members/invitations.ts'
import { insertMember, writePassword } from '../../../db/queries/members/members.ts'
import { endSessions, looksLikeToken } from '../../../db/queries/members/sessions.ts'
import type { Sql } from '../../../db/client.ts'
import { joinTransaction } from '../../../db/transaction.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute } from '../../http/routes.ts'
import { beginSession } from '../../members/begin-session.ts'
import { hashPassword } from '../../members/password-hash.ts'
import { idParams } from '../../schemas/ids.ts'
import { formattedInstant } from '../../schemas/instants.ts'
import {
  createdInvitationSchema,
  invitationSchema,
  linkToken,
  memberEmail,
  memberName,
  password,
  requireGoodPassword,
  role,
  signedInSchema,
  viewInvitation,
  viewSignedIn,
} from '../../schemas/members.ts'
import { formatLink } from './link.ts'
import { requireReach } from './members.ts'

const tag = 'Members'
const token = linkToken

export const invitationRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/invitations',
    tag,
    scope: 'members:read',
    summary: 'List invitations that nobody has taken up, newest first',
    query: z.strictObject(pageQuery),
    response: pageOf(invitationSchema),
    async handler({ query: { cursor, limit = defaultLimit }, sql, at }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listInvitations(sql, { before, limit: limit + 1 })
      return makePage(
        rows,
        limit,
        (row) => viewInvitation(row, at),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/invitations',
    tag,
    scope: 'members:write',
    summary: 'Invite somebody; the answer shows the link once',
    description: 'For a week. Inviting the same address again replaces its link.',
    body: z.strictObject({ email: memberEmail, role }),
    status: 201,
    response: createdInvitationSchema,
    async handler({ body: { email, role }, caller, sql, at, dependencies: { config } }) {
      requireReach(caller, [role])
      const invited = await inviteMember(sql, { email, role, at })
      if (invited === 'taken') throw new Problem('email_taken')
      return { ...viewInvitation(invited.invitation, at), url: formatLink(config.publicUrl, invited.token) }
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/invitations/{id}',
    tag,
    scope: 'members:write',
    summary: 'Withdraw an invitation',
    params: idParams('invitation'),
    async handler({ params, sql }) {
      if (!(await withdrawInvitation(sql, params.id))) throw new Problem('not_found')
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/invitations/look-up',
    tag: 'Signing in',
    scope: 'anyone',
    summary: 'Say what a link is for',
    body: z.strictObject({ token }),
    response: z
      .strictObject({
        kind: z.enum(['invitation', 'password']),
        email: z.string().nullable(),
        name: z.string().nullable().meta({ description: 'Of who is a member already.' }),
        role,
        expiresAt: formattedInstant,
      })
      .meta({ id: 'OpenLink' }),
    async handler({ body: { token }, sql, at }) {
      const link = requireLink(looksLikeToken(token) ? await readLink(sql, { token, at }) : undefined)
      const { email, name, role } = whoseIs(link)
      return { kind: link.kind, email, name, role, expiresAt: link.expiresAt.toISOString() }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/invitations/accept',
    tag: 'Signing in',
    scope: 'anyone',
    summary: 'Use a link: become a member, or choose another password; and sign in',
    description: 'Another password ends every session that was open.',
    body: z.strictObject({ token, name: memberName.optional(), password }),
    response: signedInSchema,
    async handler({ body: { token, name, password }, sql, at, http: { request }, dependencies: { config } }) {
      const open = requireLink(looksLikeToken(token) ? await readLink(sql, { token, at }) : undefined)
      const whose = whoseIs(open)
      const newName = whose.name ?? name
      if (newName === undefined) throw new Problem('invalid_request', { errors: [{ path: 'name', message: 'Say your name' }] })
      requireGoodPassword(password, 'password', { name: newName, email: whose.email })
      const passwordHash = await hashPassword(password)
      const { session, headers } = await joinTransaction(sql, async (sql) => {
        const memberId = await letIn(sql, requireLink(await useLink(sql, { token, at })), { name: newName, passwordHash, at })
        return beginSession(sql, { memberId, request, publicUrl: config.publicUrl, at })
      })
      return new Answer(200, viewSignedIn(session), headers)
    },
  }),
]

/** @throws Problem 404 */
function requireLink(link: OpenLink | undefined): OpenLink {
  if (link === undefined || (link.kind === 'password' && link.member.disabledAt !== null)) throw new Problem('invitation_not_valid')
  return link
}

function whoseIs(link: OpenLink) {
  return link.kind === 'password' ? link.member : { email: link.email, name: null, role: link.role }
}

/** Says who it is now. @throws Problem 409 */
async function letIn(
  sql: Sql,
  link: OpenLink,
  { name, passwordHash, at }: { name: string; passwordHash: string; at: Date },
): Promise<string> {
  if (link.kind === 'password') {
    await writePassword(sql, { memberId: link.member.id, passwordHash })
    await endSessions(sql, { memberId: link.member.id })
    return link.member.id
  }
  const member = await insertMember(sql, { name, email: link.email, role: link.role, passwordHash, at })
  if (member === undefined) throw new Problem('email_taken')
  return member.id
}
