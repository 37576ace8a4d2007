/**
 * The last step of whoever has changed a group's members. A customer who arrives or goes in the same moment was invisible to it, and did not see
 * the change either (migration 0130's triggers). So it waits here until all who add or erase customers are through, and looks once more: for who has
 * come, for who is gone, and for who has come just before being taken out. Who comes after it sees what it commits. Taken last, the lock is held for a
 * moment only.
 *
 * In no circle: those others hold the lock's other side while they wait for nothing that is locked here, since they pass over locked rows.
 */
import type { Sql } from '../../client.ts'

/** The triggers of migration 0130 share it. */
const arrivalsLock = 727_485_130

/** In the caller's transaction, right before its end. Once it is held nobody joins or leaves by arriving or being erased. */
export async function lockArrivals(sql: Sql): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${arrivalsLock})`
}

/** Under that lock. */
export async function settleMembers(sql: Sql, groupId: string): Promise<void> {
  await sql`
    WITH arrived AS (
      DELETE FROM group_pending_members p USING customers c WHERE p.group_id = ${groupId} AND c.external_id = p.external_id RETURNING c.id)
    INSERT INTO group_members (group_id, customer_id) SELECT ${groupId}, id FROM arrived ORDER BY id ON CONFLICT DO NOTHING`
  await sql`DELETE FROM group_members m WHERE m.group_id = ${groupId} AND NOT EXISTS (SELECT FROM customers c WHERE c.id = m.customer_id)`
}
