/** Which audience names which, and who uses one: audiences, broadcasts and promotions by their parts or the rules within them, autopilots by their trigger or the rules of their journey. */
import type { AudienceLink } from '../../../domain/audience-graph.ts'
import { formatId } from '../../../domain/ids.ts'
import type { Reference } from '../../../domain/audience-references.ts'
import type { Sql } from '../../client.ts'

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
  kind: 'audience' | 'broadcast' | 'promotion' | 'autopilot'
  id: string
  name: string
  /** Of a campaign. */
  status: string | null
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
  const campaigns = await listNamingCampaigns(sql, [
    { kind, id, through: null },
    ...audiences.map((audience) => ({ kind: 'audience' as const, id: audience.id, through: { id: audience.id, name: audience.name } })),
  ])
  const uses = [...audiences.toSorted((one, other) => one.distance - other.distance), ...campaigns]
  return uses.slice(0, mostUses).map(({ kind, id, name, status, isArchived, through }) => ({ kind, id, name, status, isArchived, through }))
}

type NamedBy = { kind: 'audience' | 'group'; id: string; through: AudienceUse['through'] }

/** Each campaign once, by the first of `named` that it names: broadcasts before promotions before autopilots, of each kind the newest first. */
async function listNamingCampaigns(sql: Sql, named: NamedBy[]): Promise<AudienceUse[]> {
  const isPart = sql`'$.*[*] ? (@.kind == $kind && (@.groupId == $uuid || @.audienceId == $uuid))'`
  const isInRule = sql`'$.** ? (@.field == $kind && @.value == $id)'`
  // A journey names an audience by its public id.
  const isTrigger = sql`'$.trigger ? (@.audienceId == $id)'`
  const rows = await sql<(Pick<AudienceUse, 'kind' | 'id' | 'name' | 'status'> & { place: number })[]>`
    WITH named AS (
      SELECT jsonb_build_object('kind', kind, 'uuid', uuid, 'id', public_id) AS names, place
      FROM unnest(${named.map(({ id }) => id)}::text[], ${named.map(({ kind, id }) => formatId(kind, id))}::text[], ${named.map(({ kind }) => kind)}::text[])
        WITH ORDINALITY AS n (uuid, public_id, kind, place)
    ), campaigns AS (
      SELECT 1 AS turn, 'broadcast' AS kind, id, name, status, audience AS writing FROM broadcasts
      UNION ALL SELECT 2, 'promotion', id, name, status, audience FROM promotions
      UNION ALL SELECT 3, 'autopilot', id, name, status, definition FROM autopilots
      UNION ALL SELECT 3, 'autopilot', a.id, a.name, a.status, v.definition FROM journey_versions v JOIN autopilots a ON a.id = v.autopilot_id
    )
    SELECT DISTINCT ON (c.turn, c.id) c.kind, c.id, c.name, c.status, n.place::int
    FROM named n JOIN campaigns c ON
      (c.turn < 3 AND jsonb_path_exists(c.writing, ${isPart}, n.names))
      OR (c.turn = 3 AND jsonb_path_exists(c.writing, ${isTrigger}, n.names))
      OR jsonb_path_exists(c.writing, ${isInRule}, n.names)
    ORDER BY c.turn, c.id DESC, n.place`
  return rows.map(({ place, ...row }) => ({ ...row, isArchived: false, through: named[place - 1]?.through ?? null }))
}
