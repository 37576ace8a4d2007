/** The audiences, groups, campaigns and offers that rules name: what they are called, and whether they may still be chosen. */
import type { Reference, ReferenceKind } from '../../../domain/audience-references.ts'
import type { Sql } from '../../client.ts'

export interface NamedRecord extends Reference {
  name: string
  /** `archived` of an audience, `deleted` of a group: kept where it is used, and not to be chosen. */
  state: 'available' | 'archived' | 'deleted'
}

/** By id; those that are not there are missing. UUIDs of different kinds never meet. */
export type NamedRecords = ReadonlyMap<string, NamedRecord>

export async function readNamedRecords(sql: Sql, references: readonly Reference[]): Promise<NamedRecords> {
  if (references.length === 0) return new Map()
  const idsOf = (kind: ReferenceKind) => [...new Set(references.filter((one) => one.kind === kind).map(({ id }) => id))]
  const rows = await sql<NamedRecord[]>`
    SELECT 'audience' AS kind, id, name, CASE WHEN archived_at IS NULL THEN 'available' ELSE 'archived' END AS state
    FROM audiences WHERE id = ANY (${idsOf('audience')}::uuid[])
    UNION ALL
    SELECT 'group', id, name, CASE WHEN deleted_at IS NULL THEN 'available' ELSE 'deleted' END
    FROM groups WHERE id = ANY (${idsOf('group')}::uuid[])
    UNION ALL
    SELECT 'broadcast', id, name, 'available' FROM broadcasts WHERE id = ANY (${idsOf('broadcast')}::uuid[])
    UNION ALL
    SELECT 'promotion', id, name, 'available' FROM promotions WHERE id = ANY (${idsOf('promotion')}::uuid[])
    UNION ALL
    SELECT 'autopilot', id, name, 'available' FROM autopilots WHERE id = ANY (${idsOf('autopilot')}::uuid[])
    UNION ALL
    SELECT 'offer', id, name, 'available' FROM offers WHERE id = ANY (${idsOf('offer')}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
}

/** What rules may be about: the newest first, at most `limit` of all the kinds together. An archived offer has given vouchers. */
export async function listChoices(
  sql: Sql,
  kinds: readonly ReferenceKind[],
  { q, limit }: { q?: string | undefined; limit: number },
): Promise<NamedRecord[]> {
  const selections = {
    audience: sql`SELECT 'audience' AS kind, id, name FROM audiences WHERE archived_at IS NULL`,
    group: sql`SELECT 'group' AS kind, id, name FROM groups WHERE deleted_at IS NULL`,
    broadcast: sql`SELECT 'broadcast' AS kind, id, name FROM broadcasts WHERE status <> 'draft'`,
    promotion: sql`SELECT 'promotion' AS kind, id, name FROM promotions WHERE status <> 'draft'`,
    autopilot: sql`SELECT 'autopilot' AS kind, id, name FROM autopilots WHERE status <> 'draft'`,
    offer: sql`SELECT 'offer' AS kind, id, name FROM offers`,
  }
  const selection = kinds.map((kind) => selections[kind]).reduce((one, other) => sql`${one} UNION ALL ${other}`)
  return sql<NamedRecord[]>`
    SELECT kind, id, name, 'available' AS state FROM (${selection}) AS choices
    WHERE ${q === undefined ? sql`true` : sql`strpos(lower(name), lower(${q})) > 0`}
    ORDER BY id DESC LIMIT ${limit}`
}
