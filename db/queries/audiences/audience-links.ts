/** Which audience names which, and who uses one: audiences, and broadcasts by their parts or the rules within them. */
import type { AudienceLink } from '../../../domain/audience-graph.ts'
import { formatId } from '../../../domain/ids.ts'
import type { Reference } from '../../../domain/audience-references.ts'
import type { Sql } from '../../client.ts'
import type { BroadcastStatus } from '../broadcasts.ts'

/** All of them: an installation has hundreds of audiences, not millions. */
export async function listAudienceLinks(sql: Sql): Promise<AudienceLink[]> {
  return sql<AudienceLink[]>`SELECT audience_id AS "from", referenced_id AS "to" FROM audience_references WHERE kind = 'audience'`
}

/** What these audiences name themselves, each with the audience that does. */
export async function listReferencesOf(sql: Sql, audienceIds: readonly string[]): Promise<(Reference & { audienceId: string })[]> {
  return sql<(Reference & { audienceId: string })[]>`
    SELECT audience_id AS "audienceId", kind, referenced_id AS id FROM audience_references WHERE audience_id = ANY (${[...audienceIds]}::uuid[])
    ORDER BY audience_id, kind, referenced_id`
}

export interface AudienceUse {
  kind: 'audience' | 'broadcast'
  id: string
  name: string
  /** Of a broadcast. */
  status: BroadcastStatus | null
  isArchived: boolean
  /** The audience that it names, where that is another one: the use is indirect. */
  through: { id: string; name: string } | null
}

const mostUses = 500

/** Who names this record, directly or through audiences that do: direct uses first, at most 500. */
export async function listUses(sql: Sql, { kind, id }: { kind: 'audience' | 'group'; id: string }): Promise<AudienceUse[]> {
  const audiences = await sql<(AudienceUse & { distance: number })[]>`
    WITH RECURSIVE named AS (
      SELECT ${id}::uuid AS id, ${kind} AS kind, 0 AS distance, NULL::uuid AS through
      UNION
      SELECT r.audience_id, 'audience', n.distance + 1, CASE WHEN n.distance = 0 THEN NULL ELSE n.id END
      FROM named n JOIN audience_references r ON r.referenced_id = n.id AND r.kind = n.kind
      WHERE n.distance < 50
    )
    SELECT DISTINCT ON (a.id) 'audience' AS kind, a.id, a.name, NULL AS status, a.archived_at IS NOT NULL AS "isArchived", n.distance,
      CASE WHEN t.id IS NULL THEN NULL ELSE jsonb_build_object('id', t.id, 'name', t.name) END AS through
    FROM named n JOIN audiences a ON a.id = n.id LEFT JOIN audiences t ON t.id = n.through
    WHERE n.distance > 0 ORDER BY a.id, n.distance, n.through`
  const broadcasts = await listNamingBroadcasts(sql, [
    { kind, id, through: null },
    ...audiences.map((audience) => ({ kind: 'audience' as const, id: audience.id, through: { id: audience.id, name: audience.name } })),
  ])
  const uses = [...audiences.toSorted((one, other) => one.distance - other.distance), ...broadcasts]
  return uses.slice(0, mostUses).map(({ kind, id, name, status, isArchived, through }) => ({ kind, id, name, status, isArchived, through }))
}

type NamedBy = { kind: 'audience' | 'group'; id: string; through: AudienceUse['through'] }

/** Each broadcast once, by the first of `named` that it names. */
async function listNamingBroadcasts(sql: Sql, named: NamedBy[]): Promise<AudienceUse[]> {
  const rows = await sql<(Pick<AudienceUse, 'id' | 'name' | 'status'> & { place: number })[]>`
    SELECT DISTINCT ON (b.id) b.id, b.name, b.status, n.place::int
    FROM unnest(${named.map(({ id }) => id)}::text[], ${named.map(({ kind, id }) => formatId(kind, id))}::text[], ${named.map(({ kind }) => kind)}::text[])
      WITH ORDINALITY AS n (uuid, public_id, kind, place)
    JOIN broadcasts b ON
      jsonb_path_exists(b.audience, '$.*[*] ? (@.kind == $kind && (@.groupId == $uuid || @.audienceId == $uuid))',
        jsonb_build_object('kind', n.kind, 'uuid', n.uuid))
      OR jsonb_path_exists(b.audience, '$.*[*].rule.** ? (@.field == $kind && @.value == $id)', jsonb_build_object('kind', n.kind, 'id', n.public_id))
    ORDER BY b.id DESC, n.place`
  return rows.map(({ place, ...row }) => ({
    ...row,
    kind: 'broadcast' as const,
    isArchived: false,
    through: named[place - 1]?.through ?? null,
  }))
}
