/** The owners: the first one, and that there is always one. */
import type { Role } from '../../../domain/roles.ts'
import type { Sql } from '../../client.ts'
import { joinTransaction } from '../../transaction.ts'
import { insertMember, type Member, memberColumns, type NewMember, readMember } from './members.ts'
import { endSessions } from './sessions.ts'

/** Any constant that nothing else in the database uses: whoever makes the first owner holds it until that is committed. */
const firstOwnerLock = 320_320_320

export async function hasOwner(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ hasOwner: boolean }[]>`SELECT EXISTS (SELECT FROM members WHERE role = 'owner') AS "hasOwner"`
  return row?.hasOwner === true
}

/** Undefined when there is one: of several who try at once, one does it. */
export async function createFirstOwner(sql: Sql, owner: Omit<NewMember, 'role'>): Promise<Member | undefined> {
  return joinTransaction(sql, async (sql) => {
    await sql`SELECT pg_advisory_xact_lock(${firstOwnerLock})`
    return (await hasOwner(sql)) ? undefined : insertMember(sql, { ...owner, role: 'owner' })
  })
}

/** Who has been one for the longest and may come in. */
export async function findFirstOwner(sql: Sql): Promise<Member | undefined> {
  const [owner] = await sql<Member[]>`
    SELECT ${memberColumns(sql)} FROM members m WHERE m.role = 'owner' AND m.disabled_at IS NULL ORDER BY m.id LIMIT 1`
  return owner
}

export interface MemberChange {
  /** UUID. */
  memberId: string
  role?: Role | undefined
  isDisabled?: boolean | undefined
  at: Date
}

/** `last_owner` when nobody would be left who may do everything. Whoever is disabled is signed out everywhere, and no link lets them in again. */
export async function changeMember(
  sql: Sql,
  { memberId, role, isDisabled, at }: MemberChange,
): Promise<{ before: Member; after: Member } | 'last_owner' | undefined> {
  return joinTransaction(sql, async (sql) => {
    const { before, isLastOwner } = await lockOwners(sql, memberId)
    if (before === undefined) return undefined
    if (isLastOwner && ((role !== undefined && role !== 'owner') || isDisabled === true)) return 'last_owner'
    const [after] = await sql<Member[]>`
      UPDATE members m SET role = ${role ?? before.role},
        disabled_at = ${isDisabled === undefined ? before.disabledAt : isDisabled ? (before.disabledAt ?? at) : null}
      WHERE m.id = ${memberId} RETURNING ${memberColumns(sql)}`
    if (after === undefined) return undefined
    if (isDisabled === true) {
      await endSessions(sql, { memberId })
      await sql`DELETE FROM invitations WHERE member_id = ${memberId}`
    }
    return { before, after }
  })
}

/** With sessions and links. What they did stays under their id. */
export async function removeMember(sql: Sql, memberId: string): Promise<Member | 'last_owner' | undefined> {
  return joinTransaction(sql, async (sql) => {
    const { before, isLastOwner } = await lockOwners(sql, memberId)
    if (before === undefined) return undefined
    if (isLastOwner) return 'last_owner'
    await sql`DELETE FROM members WHERE id = ${memberId}`
    return before
  })
}

/** All owners and the member, in the order of their ids: of two owners who put each other out at once, the second finds itself the last. */
async function lockOwners(sql: Sql, memberId: string): Promise<{ before: Member | undefined; isLastOwner: boolean }> {
  await sql`SELECT FROM members WHERE role = 'owner' OR id = ${memberId} ORDER BY id FOR UPDATE`
  const others = await sql`SELECT FROM members WHERE role = 'owner' AND disabled_at IS NULL AND id <> ${memberId} LIMIT 1`
  const before = await readMember(sql, memberId)
  return { before, isLastOwner: before?.role === 'owner' && before.disabledAt === null && others.length === 0 }
}
