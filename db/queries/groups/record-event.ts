/** What a webhook of the store's admin changes here. Safe to repeat and in any order: the versions decide (domain/groups). */
import { decideNews, type GroupEvent, type GroupKnowledge, type MemberDelta, type NewsDecision } from '../../../domain/groups.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { lockGroup, type LockedGroup } from './lock-group.ts'
import { requestGroupSync } from './request-group-sync.ts'
import { lockArrivals, settleMembers } from './settle-members.ts'

export type EventOutcome = NewsDecision['kind']

export async function recordGroupEvent(sql: Sql, event: GroupEvent, { at }: { at: Date }): Promise<EventOutcome> {
  return runInTransaction(sql, async (sql) => {
    const { group, known } = await findOrInsert(sql, event)
    const decision = decideNews(event, known)
    switch (decision.kind) {
      case 'ignore':
        break
      case 'delete':
        await markDeleted(sql, group, event, at)
        break
      case 'apply':
      case 'sync':
        if (event.kind === 'changed') await recordChange(sql, { group, known, event, decision, at })
        break
    }
    return decision.kind
  })
}

/** `known` is undefined for a group that is new. */
async function findOrInsert(sql: Sql, event: GroupEvent): Promise<{ group: LockedGroup; known: GroupKnowledge | undefined }> {
  const { id: externalId, version, name = externalId } = event
  // Two that are first at the same time: one inserts, the other waits for it and finds it.
  const inserted = await sql`
    INSERT INTO groups (external_id, name, version) VALUES (${externalId}, ${name}, ${version}) ON CONFLICT (external_id) DO NOTHING RETURNING id`
  const group = await lockGroup(sql, { externalId })
  if (group === undefined) throw new Error('A group was neither found nor written')
  return { group, known: inserted.length > 0 ? undefined : group }
}

async function markDeleted(sql: Sql, { id }: LockedGroup, { version, name }: GroupEvent, at: Date): Promise<void> {
  await sql`
    UPDATE groups SET version = ${version}, name = coalesce(${name ?? null}, name), deleted_version = ${version}, deleted_at = coalesce(deleted_at, ${at}),
      updated_at = ${at}, failure_code = NULL, failed_at = NULL
    WHERE id = ${id}`
  // Whoever reads its members has nothing to finish any more.
  await sql`DELETE FROM group_stagings WHERE group_id = ${id}`
  await sql`DELETE FROM group_staged_members WHERE group_id = ${id}`
}

interface RecordedChange {
  group: LockedGroup
  known: GroupKnowledge | undefined
  event: GroupEvent & { kind: 'changed' }
  decision: NewsDecision & { kind: 'apply' | 'sync' }
  at: Date
}

async function recordChange(sql: Sql, { group, known, event, decision, at }: RecordedChange): Promise<void> {
  if (known === undefined || event.version > known.version)
    await sql`UPDATE groups SET name = ${event.name}, version = ${event.version}, updated_at = ${at} WHERE id = ${group.id}`
  if (decision.kind === 'sync') return requestGroupSync(sql, group.id)
  const isExact = await applyDelta(sql, group, decision.delta, event.memberCount)
  await sql`
    UPDATE groups SET members_version = ${event.version}, admin_members = ${event.memberCount}, updated_at = ${at}, failure_code = NULL, failed_at = NULL
    WHERE id = ${group.id}`
  // More or fewer than the admin counts: something was missed before.
  if (!isExact) await requestGroupSync(sql, group.id)
}

/** Whether there are then as many members as the admin says, if there were as many before. */
async function applyDelta(
  sql: Sql,
  { id, adminMembers }: LockedGroup,
  { added, removed }: MemberDelta,
  memberCount: number,
): Promise<boolean> {
  if (added.length + removed.length === 0) return (adminMembers ?? 0) === memberCount
  const left = await removeMembers(sql, id, removed)
  const [come] = await sql<[{ count: number }]>`
    WITH named AS MATERIALIZED (
      SELECT n.external_id, c.id FROM (SELECT DISTINCT external_id FROM unnest(${added}::text[]) AS n (external_id)) n LEFT JOIN customers c USING (external_id)),
    members AS (
      INSERT INTO group_members (group_id, customer_id) SELECT ${id}, id FROM named WHERE id IS NOT NULL ORDER BY id ON CONFLICT DO NOTHING RETURNING 1),
    pending AS (
      INSERT INTO group_pending_members (group_id, external_id) SELECT ${id}, external_id FROM named WHERE id IS NULL ON CONFLICT DO NOTHING RETURNING 1)
    SELECT ((SELECT count(*) FROM members) + (SELECT count(*) FROM pending))::int AS count`
  await lockArrivals(sql)
  const leftLate = await removeMembers(sql, id, removed)
  await settleMembers(sql, id)
  return (adminMembers ?? 0) + come.count - left - leftLate === memberCount
}

async function removeMembers(sql: Sql, groupId: string, externalIds: readonly string[]): Promise<number> {
  if (externalIds.length === 0) return 0
  const [left] = await sql<[{ count: number }]>`
    WITH named AS MATERIALIZED (SELECT DISTINCT external_id FROM unnest(${[...externalIds]}::text[]) AS n (external_id)),
    members AS (
      DELETE FROM group_members m USING named JOIN customers c USING (external_id) WHERE m.group_id = ${groupId} AND m.customer_id = c.id RETURNING 1),
    pending AS (DELETE FROM group_pending_members p USING named n WHERE p.group_id = ${groupId} AND p.external_id = n.external_id RETURNING 1)
    SELECT ((SELECT count(*) FROM members) + (SELECT count(*) FROM pending))::int AS count`
  return left.count
}
