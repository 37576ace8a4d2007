/** Links that let somebody in once: a new member, or one who has lost the password. Only a link's hash is kept; another one for the same person replaces it. */
import type { Role } from '../../../domain/roles.ts'
import type { Sql } from '../../client.ts'
import { type Member, memberColumns } from './members.ts'
import { generateToken, hashToken } from './sessions.ts'

const invitationLastsMs = 7 * 86_400_000
/** A link to somebody who is a member already is worth more, and is used at once. */
const passwordLinkLastsMs = 86_400_000

export interface Invitation {
  /** UUID. */
  id: string
  email: string
  role: Role
  createdAt: Date
  expiresAt: Date
}

export interface IssuedLink {
  token: string
  expiresAt: Date
}

const columns = (sql: Sql) => sql`id, email, role, created_at AS "createdAt", expires_at AS "expiresAt"`

/** `taken` when a member has that address. */
export async function inviteMember(
  sql: Sql,
  { email, role, at }: { email: string; role: Role; at: Date },
): Promise<(IssuedLink & { invitation: Invitation }) | 'taken'> {
  const token = generateToken()
  const expiresAt = new Date(at.getTime() + invitationLastsMs)
  const [invitation] = await sql<Invitation[]>`
    INSERT INTO invitations (token_hash, email, role, created_at, expires_at)
    SELECT ${hashToken(token)}::bytea, ${email}::text, ${role}::text, ${at}::timestamptz, ${expiresAt}::timestamptz
    WHERE NOT EXISTS (SELECT FROM members WHERE email = ${email})
    ON CONFLICT (email) DO UPDATE SET token_hash = excluded.token_hash, role = excluded.role, created_at = excluded.created_at,
      expires_at = excluded.expires_at
    RETURNING ${columns(sql)}`
  return invitation === undefined ? 'taken' : { invitation, token, expiresAt }
}

/** Undefined when there is no such member, or they may not come in. */
export async function issuePasswordLink(sql: Sql, { memberId, at }: { memberId: string; at: Date }): Promise<IssuedLink | undefined> {
  const token = generateToken()
  const expiresAt = new Date(at.getTime() + passwordLinkLastsMs)
  const made = await sql`
    INSERT INTO invitations (token_hash, member_id, created_at, expires_at)
    SELECT ${hashToken(token)}::bytea, id, ${at}::timestamptz, ${expiresAt}::timestamptz FROM members WHERE id = ${memberId} AND disabled_at IS NULL
    ON CONFLICT (member_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at`
  return made.count === 0 ? undefined : { token, expiresAt }
}

/** Of new members, newest first; those that are over as well. */
export async function listInvitations(sql: Sql, { before, limit }: { before?: string | undefined; limit: number }): Promise<Invitation[]> {
  return sql<Invitation[]>`
    SELECT ${columns(sql)} FROM invitations WHERE email IS NOT NULL ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}

export async function withdrawInvitation(sql: Sql, id: string): Promise<boolean> {
  return (await sql`DELETE FROM invitations WHERE id = ${id} AND email IS NOT NULL`).count > 0
}

export type OpenLink =
  | { kind: 'invitation'; email: string; role: Role; expiresAt: Date }
  | { kind: 'password'; member: Member; expiresAt: Date }

/** What a link is for; undefined when it was used, replaced, withdrawn, or is over. */
export async function readLink(sql: Sql, { token, at }: { token: string; at: Date }): Promise<OpenLink | undefined> {
  return readOpenLink(sql, sql`SELECT * FROM invitations WHERE token_hash = ${hashToken(token)} AND expires_at > ${at}`)
}

/** The same, and it is used: of two who use it at once, one does. */
export async function useLink(sql: Sql, { token, at }: { token: string; at: Date }): Promise<OpenLink | undefined> {
  return readOpenLink(sql, sql`DELETE FROM invitations WHERE token_hash = ${hashToken(token)} AND expires_at > ${at} RETURNING *`)
}

async function readOpenLink(sql: Sql, found: ReturnType<Sql>): Promise<OpenLink | undefined> {
  const [row] = await sql<(Member & { invited: string | null; as: Role; until: Date })[]>`
    WITH link AS (${found})
    SELECT link.email AS invited, link.role AS "as", link.expires_at AS until, ${memberColumns(sql)}
    FROM link LEFT JOIN members m ON m.id = link.member_id`
  if (row === undefined) return undefined
  const { invited, as, until: expiresAt, ...member } = row
  return invited === null ? { kind: 'password', member, expiresAt } : { kind: 'invitation', email: invited, role: as, expiresAt }
}
