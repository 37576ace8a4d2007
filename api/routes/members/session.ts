/** Signing in and out, and who one is. */
import { z } from 'zod'
import { findCredentials } from '../../../db/queries/members/members.ts'
import { endSessions, findSession } from '../../../db/queries/members/sessions.ts'
import { joinTransaction } from '../../../db/transaction.ts'
import { Problem } from '../../http/problems.ts'
import { Answer, defineRoute } from '../../http/routes.ts'
import { formatForgottenCookie, readSessionToken } from '../../http/session-cookie.ts'
import { openAttempt } from '../../members/attempts.ts'
import { beginSession } from '../../members/begin-session.ts'
import { isPassword } from '../../members/password-hash.ts'
import { memberEmail, password, signedInSchema, viewSignedIn } from '../../schemas/members.ts'
import { requireSession } from './own-session.ts'

const tag = 'Signing in'

export const sessionRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/session',
    tag,
    scope: 'member',
    summary: 'Say who is signed in, and what they may do',
    response: signedInSchema,
    async handler({ caller }) {
      return viewSignedIn(requireSession(caller))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/session',
    tag,
    scope: 'anyone',
    summary: 'Sign in',
    description: 'The answer sets the cookie of the session. An address that nobody has and a password that is wrong are answered alike.',
    body: z.strictObject({ email: memberEmail, password }),
    response: signedInSchema,
    async handler({ body: { email, password }, sql, at, http: { request }, dependencies }) {
      const attempt = openAttempt(dependencies, request, email)
      await attempt.count()
      const credentials = await findCredentials(sql, { email })
      const isRight = await isPassword(password, credentials?.passwordHash ?? null)
      if (credentials === undefined || !isRight) throw new Problem('wrong_credentials')
      await attempt.succeed()
      const { publicUrl } = dependencies.config
      const { session, headers } = await joinTransaction(sql, (sql) =>
        beginSession(sql, { memberId: credentials.memberId, request, publicUrl, at }),
      )
      return new Answer(200, viewSignedIn(session), headers)
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/session',
    tag,
    // Whoever has no session any more is signed out as well.
    scope: 'anyone',
    summary: 'Sign out',
    async handler({ sql, at, http: { request, response }, dependencies: { config } }) {
      const token = readSessionToken(request, config.publicUrl)
      const session = token === undefined ? undefined : await findSession(sql, { token, at })
      if (session !== undefined) await endSessions(sql, { memberId: session.memberId, sessionId: session.sessionId })
      response.set('Set-Cookie', formatForgottenCookie(config.publicUrl))
    },
  }),
]
