/** What members do about themselves: name and address, password, and where they are signed in. */
import { z } from 'zod'
import { findCredentials, writeOwnDetails, writePassword } from '../../../db/queries/members/members.ts'
import { endSessions, listSessions } from '../../../db/queries/members/sessions.ts'
import { joinTransaction } from '../../../db/transaction.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute, type RouteRequest } from '../../http/routes.ts'
import { openAttempt } from '../../members/attempts.ts'
import { beginSession } from '../../members/begin-session.ts'
import { hashPassword, isPassword } from '../../members/password-hash.ts'
import { idParams } from '../../schemas/ids.ts'
import {
  memberEmail,
  memberName,
  memberSchema,
  password,
  requireGoodPassword,
  sessionSchema,
  signedInSchema,
  viewMember,
  viewSession,
  viewSignedIn,
} from '../../schemas/members.ts'
import { requireSession } from './own-session.ts'

const tag = 'Own account'
const currentPassword = password.optional().meta({ description: 'Needed where there is one.' })

export const accountRoutes = [
  defineRoute({
    method: 'patch',
    path: '/api/v1/account',
    tag,
    scope: 'member',
    summary: 'Change one’s own name or email address',
    description: 'Another address takes the password: whoever has the address signs in with it.',
    body: z.strictObject({ name: memberName.optional(), email: memberEmail.optional(), currentPassword }),
    response: memberSchema,
    async handler(request) {
      const { memberId, name, email } = requireSession(request.caller)
      const { body, sql } = request
      if (body.email !== undefined && body.email !== email) await requireCurrentPassword(request)
      const changed = await writeOwnDetails(sql, { memberId, name: body.name ?? name, email: body.email ?? email })
      if (changed === undefined) throw new Problem('not_signed_in')
      if (changed === 'taken') throw new Problem('email_taken')
      return viewMember(changed)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/account/password',
    tag,
    scope: 'member',
    summary: 'Choose another password',
    description: 'Ends every session of the member; the answer begins a new one here.',
    body: z.strictObject({ currentPassword, newPassword: password }),
    response: signedInSchema,
    async handler(routeRequest) {
      const { memberId, name, email } = requireSession(routeRequest.caller)
      const { body, sql, at, http, dependencies } = routeRequest
      await requireCurrentPassword(routeRequest)
      requireGoodPassword(body.newPassword, 'newPassword', { name, email })
      const passwordHash = await hashPassword(body.newPassword)
      const { session, headers } = await joinTransaction(sql, async (sql) => {
        await writePassword(sql, { memberId, passwordHash })
        await endSessions(sql, { memberId })
        return beginSession(sql, { memberId, request: http.request, publicUrl: dependencies.config.publicUrl, at })
      })
      return new Answer(200, viewSignedIn(session), headers)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/account/sessions',
    tag,
    scope: 'member',
    summary: 'List where one is signed in',
    response: z.strictObject({ data: z.array(sessionSchema) }),
    async handler({ caller, sql, at }) {
      const { memberId, sessionId } = requireSession(caller)
      return { data: (await listSessions(sql, { memberId, at })).map((session) => viewSession(session, sessionId)) }
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/account/sessions',
    tag,
    scope: 'member',
    summary: 'Sign out everywhere else',
    async handler({ caller, sql }) {
      const { memberId, sessionId } = requireSession(caller)
      await endSessions(sql, { memberId, exceptId: sessionId })
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/account/sessions/{id}',
    tag,
    scope: 'member',
    summary: 'End one of one’s own sessions',
    params: idParams('session'),
    async handler({ params, caller, sql }) {
      const { memberId } = requireSession(caller)
      if ((await endSessions(sql, { memberId, sessionId: params.id })) === 0) throw new Problem('not_found')
    },
  }),
]

type AboutOneself = RouteRequest<unknown, unknown, { currentPassword?: string | undefined }>

/** @throws Problem 422 where it is missing or wrong, 429 where it was wrong too often */
async function requireCurrentPassword({ caller, body, sql, http, dependencies }: AboutOneself): Promise<void> {
  const { memberId } = requireSession(caller)
  const credentials = await findCredentials(sql, { memberId })
  if (credentials === undefined || credentials.passwordHash === null) return
  const refuse = (message: string) => new Problem('invalid_request', { errors: [{ path: 'currentPassword', message }] })
  if (body.currentPassword === undefined) throw refuse('Say the password that you have now')
  const attempt = openAttempt(dependencies, http.request, memberId)
  await attempt.count()
  if (!(await isPassword(body.currentPassword, credentials.passwordHash))) throw refuse('This is not your password')
  await attempt.succeed()
}
