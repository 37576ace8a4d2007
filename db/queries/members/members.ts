/** Who may sign in to the console. A password is kept as a slow hash alone. */
import type { Role } from '../../../domain/roles.ts'
import type { Sql } from '../../client.ts'

export interface Member {
  /** UUID. */
  id: string
  name: string
  email: string | null
  role: Role
  hasPassword: boolean
  createdAt: Date
  disabledAt: Date | null
  lastSeenAt: Date | null
}

export interface NewMember {
  name: string
  email: string | null
  role: Role
  passwordHash: string | null
  at: Date
}

export const memberColumns = (sql: Sql) => sql`
  m.id, m.name, m.email, m.role, m.password_hash IS NOT NULL AS "hasPassword", m.created_at AS "createdAt", m.disabled_at AS "disabledAt",
  m.last_seen_at AS "lastSeenAt"`

/** Undefined when somebody has that address already. */
export async function insertMember(sql: Sql, { name, email, role, passwordHash, at }: NewMember): Promise<Member | undefined> {
  const [member] = await sql<Member[]>`
    INSERT INTO members AS m (name, email, role, password_hash, created_at) VALUES (${name}, ${email}, ${role}, ${passwordHash}, ${at})
    ON CONFLICT (email) DO NOTHING RETURNING ${memberColumns(sql)}`
  return member
}

/** First those who came first. */
export async function listMembers(sql: Sql, { after, limit }: { after?: string | undefined; limit: number }): Promise<Member[]> {
  return sql<Member[]>`
    SELECT ${memberColumns(sql)} FROM members m ${after === undefined ? sql`` : sql`WHERE m.id > ${after}`} ORDER BY m.id LIMIT ${limit}`
}

export async function readMember(sql: Sql, id: string): Promise<Member | undefined> {
  const [member] = await sql<Member[]>`SELECT ${memberColumns(sql)} FROM members m WHERE m.id = ${id}`
  return member
}

export async function findMember(sql: Sql, email: string): Promise<Member | undefined> {
  const [member] = await sql<Member[]>`SELECT ${memberColumns(sql)} FROM members m WHERE m.email = ${email}`
  return member
}

export interface Credentials {
  /** UUID. */
  memberId: string
  passwordHash: string | null
}

/** Of somebody who may come in. */
export async function findCredentials(sql: Sql, by: { email: string } | { memberId: string }): Promise<Credentials | undefined> {
  const [row] = await sql<Credentials[]>`
    SELECT id AS "memberId", password_hash AS "passwordHash" FROM members
    WHERE ${'email' in by ? sql`email = ${by.email}` : sql`id = ${by.memberId}`} AND disabled_at IS NULL`
  return row
}

export async function writePassword(sql: Sql, { memberId, passwordHash }: { memberId: string; passwordHash: string }): Promise<void> {
  await sql`UPDATE members SET password_hash = ${passwordHash} WHERE id = ${memberId}`
}

/** Name and address. `taken` when somebody else has the address. */
export async function writeOwnDetails(
  sql: Sql,
  { memberId, name, email }: { memberId: string; name: string; email: string | null },
): Promise<Member | 'taken' | undefined> {
  const [member] = await sql<Member[]>`
    UPDATE members m SET name = ${name}, email = ${email}
    WHERE m.id = ${memberId} AND NOT EXISTS (SELECT FROM members o WHERE o.email = ${email} AND o.id <> m.id)
    RETURNING ${memberColumns(sql)}`
  return member ?? ((await readMember(sql, memberId)) === undefined ? undefined : 'taken')
}
