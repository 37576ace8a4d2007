/** A session that begins: always under a new secret, and the one that the browser came with ends, so that nobody can have planted it. */
import type { Request } from 'express'
import type { Sql } from '../../db/client.ts'
import { createSession, endSessions, findSession, type LiveSession } from '../../db/queries/members/sessions.ts'
import { formatCookie, readSessionToken } from '../http/session-cookie.ts'
import { describeDevice } from './device-words.ts'

export interface BegunSession {
  session: LiveSession
  /** Headers of the answer: the cookie. */
  headers: Record<string, string>
}

export async function beginSession(
  sql: Sql,
  { memberId, request, publicUrl, at }: { memberId: string; request: Request; publicUrl: string; at: Date },
): Promise<BegunSession> {
  const former = readSessionToken(request, publicUrl)
  if (former !== undefined) {
    const session = await findSession(sql, { token: former, at })
    if (session !== undefined) await endSessions(sql, { memberId: session.memberId, sessionId: session.sessionId })
  }
  const { token, expiresAt } = await createSession(sql, { memberId, device: describeDevice(request.headers['user-agent']), at })
  const session = await findSession(sql, { token, at })
  if (session === undefined) throw new Error('The session is over as it begins')
  return { session, headers: { 'Set-Cookie': formatCookie({ token, expiresAt, at, publicUrl }) } }
}
