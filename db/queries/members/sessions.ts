/** Who is signed in where. The cookie's secret is kept as its hash: 256 random bits, so that a slow hash would add nothing. */
import { createHash, randomBytes } from 'node:crypto'
import type { Role } from '../../../domain/roles.ts'
import type { Sql } from '../../client.ts'

/** Without a request. Over a weekend and a few days of leave, an operator stays signed in. */
export const sessionIdleMs = 7 * 86_400_000
/** From signing in, whatever happens. */
const sessionLongestMs = 30 * 86_400_000

const tokenPattern = /^[\w-]{43}$/

export function generateToken(): string {
  return randomBytes(32).toString('base64url')
}

export function looksLikeToken(text: string): boolean {
  return tokenPattern.test(text)
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

export interface Session {
  /** UUID. */
  id: string
  device: string
  createdAt: Date
  lastUsedAt: Date
  expiresAt: Date
}

/** A session together with whose it is, at this moment. */
export interface LiveSession {
  sessionId: string
  expiresAt: Date
  memberId: string
  name: string
  email: string | null
  role: Role
  hasPassword: boolean
}

export async function createSession(
  sql: Sql,
  { memberId, device, at }: { memberId: string; device: string; at: Date },
): Promise<{ token: string; expiresAt: Date }> {
  const token = generateToken()
  const expiresAt = new Date(at.getTime() + sessionLongestMs)
  await sql`
    WITH seen AS (UPDATE members SET last_seen_at = ${at} WHERE id = ${memberId})
    INSERT INTO sessions (token_hash, member_id, device, created_at, last_used_at, expires_at)
    VALUES (${hashToken(token)}, ${memberId}, ${device}, ${at}, ${at}, ${expiresAt})`
  return { token, expiresAt }
}

/** Undefined when it has ended, or its member may not come in any more. Notes its use, at most once a minute. */
export async function findSession(sql: Sql, { token, at }: { token: string; at: Date }): Promise<LiveSession | undefined> {
  const [row] = await sql<(LiveSession & { isStale: boolean })[]>`
    SELECT s.id AS "sessionId", s.expires_at AS "expiresAt", m.id AS "memberId", m.name, m.email, m.role,
      m.password_hash IS NOT NULL AS "hasPassword", s.last_used_at < ${new Date(at.getTime() - 60_000)} AS "isStale"
    FROM sessions s JOIN members m ON m.id = s.member_id
    WHERE s.token_hash = ${hashToken(token)} AND s.expires_at > ${at} AND s.last_used_at > ${new Date(at.getTime() - sessionIdleMs)}
      AND m.disabled_at IS NULL`
  if (row === undefined) return undefined
  const { isStale, ...session } = row
  if (isStale)
    await sql`
      WITH seen AS (UPDATE members SET last_seen_at = ${at} WHERE id = ${session.memberId})
      UPDATE sessions SET last_used_at = ${at} WHERE id = ${session.sessionId}`
  return session
}

/** Those that have not ended, last used first. */
export async function listSessions(sql: Sql, { memberId, at }: { memberId: string; at: Date }): Promise<Session[]> {
  return sql<Session[]>`
    SELECT id, device, created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt" FROM sessions
    WHERE member_id = ${memberId} AND expires_at > ${at} AND last_used_at > ${new Date(at.getTime() - sessionIdleMs)}
    ORDER BY last_used_at DESC, id DESC LIMIT 200`
}

/** All of a member's, one of them, or all but one. Says how many there were. */
export async function endSessions(
  sql: Sql,
  { memberId, sessionId, exceptId }: { memberId: string; sessionId?: string; exceptId?: string },
): Promise<number> {
  const ended = await sql`
    DELETE FROM sessions WHERE member_id = ${memberId}
      ${sessionId === undefined ? sql`` : sql`AND id = ${sessionId}`} ${exceptId === undefined ? sql`` : sql`AND id <> ${exceptId}`}`
  return ended.count
}

/** Forgets what is over, and counts of failures that do not count any more. */
export async function deleteExpiredSessions(sql: Sql, at: Date): Promise<void> {
  await sql`DELETE FROM sessions WHERE expires_at <= ${at} OR last_used_at <= ${new Date(at.getTime() - sessionIdleMs)}`
  await sql`DELETE FROM invitations WHERE expires_at <= ${new Date(at.getTime() - sessionLongestMs)}`
  await sql`DELETE FROM sign_in_attempts WHERE expire < ${at.getTime()}`
}
