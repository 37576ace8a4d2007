/**
 * Saved audiences: live rules by name. What a rule names is written beside it (`audience-references.ts`) in the same transaction; whoever writes a
 * rule, archives or deletes holds the graph's lock, so that what was checked is still so when it is written.
 */
import type { Rule } from '../../../domain/audience-rules/rule.ts'
import type { Sql } from '../../client.ts'
import type { Reference } from '../../../domain/audience-references.ts'

export interface AudienceDraft {
  name: string
  rule: Rule
  isPinned: boolean
}

export interface SavedAudience extends AudienceDraft {
  /** UUID. */
  id: string
  /** No longer offered; whoever uses it keeps it. */
  archivedAt: Date | null
  copiedFrom: string | null
  /** Grows with every change. */
  version: number
  createdAt: Date
  updatedAt: Date
}

function selectColumns(sql: Sql) {
  return sql`id, name, rule, is_pinned AS "isPinned", archived_at AS "archivedAt", copied_from AS "copiedFrom", version,
    created_at AS "createdAt", updated_at AS "updatedAt"`
}

// Any constant that nothing else in the database uses.
const graphLock = 727_485_120

/**
 * Until the caller's transaction ends, alone: nobody else changes a rule, archives or deletes. `shared` is for whoever uses audiences and relies on
 * their still being there. The first lock of its transaction, so that nobody who holds a row waits for it.
 */
export async function lockAudienceGraph(sql: Sql, mode: 'alone' | 'shared'): Promise<void> {
  await sql`SELECT ${mode === 'alone' ? sql`pg_advisory_xact_lock` : sql`pg_advisory_xact_lock_shared`}(${graphLock})`
}

export async function insertAudience(
  sql: Sql,
  { name, rule, isPinned }: AudienceDraft,
  { references, copiedFrom = null }: { references: readonly Reference[]; copiedFrom?: string | null },
): Promise<SavedAudience> {
  const [audience] = await sql<[SavedAudience]>`
    INSERT INTO audiences (name, rule, is_pinned, copied_from) VALUES (${name}, ${sql.json(rule as never)}, ${isPinned}, ${copiedFrom})
    RETURNING ${selectColumns(sql)}`
  await writeReferences(sql, audience.id, references)
  return audience
}

export async function readAudience(sql: Sql, id: string): Promise<SavedAudience | undefined> {
  const [audience] = await sql<SavedAudience[]>`SELECT ${selectColumns(sql)} FROM audiences WHERE id = ${id}`
  return audience
}

/** By id. */
export async function readRulesOf(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, Rule>> {
  const rows = await sql<{ id: string; rule: Rule }[]>`SELECT id, rule FROM audiences WHERE id = ANY (${[...ids]}::uuid[])`
  return new Map(rows.map(({ id, rule }) => [id, rule]))
}

export interface AudienceFilter {
  /** Part of the name, any case. */
  q?: string | undefined
  isPinned?: boolean | undefined
  isArchived: boolean
  /** The last id of the page before. */
  before?: string | undefined
  limit: number
}

/** Newest first. */
export async function listAudiences(sql: Sql, { q, isPinned, isArchived, before, limit }: AudienceFilter): Promise<SavedAudience[]> {
  return sql<SavedAudience[]>`
    SELECT ${selectColumns(sql)} FROM audiences
    WHERE ${isArchived ? sql`archived_at IS NOT NULL` : sql`archived_at IS NULL`}
      ${q === undefined ? sql`` : sql`AND strpos(lower(name), lower(${q})) > 0`}
      ${isPinned === undefined ? sql`` : sql`AND is_pinned = ${isPinned}`}
      ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}

/**
 * @param version the one that the change was made to; undefined when it is not that one any more
 * @param references of the new rule; absent when the rule stays
 */
export async function changeAudience(
  sql: Sql,
  { id, version }: { id: string; version: number },
  { name, rule, isPinned }: AudienceDraft,
  references?: readonly Reference[],
): Promise<SavedAudience | undefined> {
  const [audience] = await sql<SavedAudience[]>`
    UPDATE audiences SET name = ${name}, rule = ${sql.json(rule as never)}, is_pinned = ${isPinned}, version = version + 1, updated_at = now()
    WHERE id = ${id} AND version = ${version} AND archived_at IS NULL
    RETURNING ${selectColumns(sql)}`
  if (audience !== undefined && references !== undefined) await writeReferences(sql, id, references)
  return audience
}

/** Archives, which unpins, or restores. One that is so already stays as it is. */
export async function setArchived(sql: Sql, id: string, archivedAt: Date | null): Promise<SavedAudience | undefined> {
  const [audience] = await sql<SavedAudience[]>`
    UPDATE audiences SET archived_at = ${archivedAt}, is_pinned = false, version = version + 1, updated_at = now()
    WHERE id = ${id} AND (archived_at IS NULL) = ${archivedAt !== null}
    RETURNING ${selectColumns(sql)}`
  return audience ?? readAudience(sql, id)
}

/** For good, with its sizes and exports. The caller has seen that nothing names it. */
export async function deleteAudience(sql: Sql, id: string): Promise<boolean> {
  const deleted = await sql`DELETE FROM audiences WHERE id = ${id}`
  return deleted.count === 1
}

export async function countPinned(sql: Sql): Promise<number> {
  const [row] = await sql<[{ pinned: number }]>`SELECT count(*)::int AS pinned FROM audiences WHERE is_pinned`
  return row.pinned
}

/** In the order in which they were pinned anew: oldest audiences first. */
export async function listPinnedIds(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`SELECT id FROM audiences WHERE is_pinned ORDER BY id`
  return rows.map((row) => row.id)
}

async function writeReferences(sql: Sql, audienceId: string, references: readonly Reference[]): Promise<void> {
  await sql`DELETE FROM audience_references WHERE audience_id = ${audienceId}`
  await sql`
    INSERT INTO audience_references (audience_id, kind, referenced_id)
    SELECT DISTINCT ${audienceId}::uuid, r.kind, r.id
    FROM unnest(${references.map(({ kind }) => kind)}::text[], ${references.map(({ id }) => id)}::uuid[]) AS r (kind, id)`
}
