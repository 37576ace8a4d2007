/** An audience as SQL: one row a member, `customer_id` and whether an exclusion takes them out. */
import type { Audience, AudiencePart } from '../../../domain/audiences.ts'
import type { Sql } from '../../client.ts'
import { segmentMembers } from '../segments/segment-members.ts'

/** A fragment that selects `customer_id, is_excluded`, each member once. */
export function selectAudience(sql: Sql, { include, exclude }: Audience) {
  const included = joinParts(sql, include)
  if (exclude.length === 0) return sql`SELECT m.customer_id, false AS is_excluded FROM (${included}) AS m`
  return sql`
    SELECT m.customer_id, x.customer_id IS NOT NULL AS is_excluded
    FROM (${included}) AS m LEFT JOIN (${joinParts(sql, exclude)}) AS x ON x.customer_id = m.customer_id`
}

function joinParts(sql: Sql, parts: AudiencePart[]) {
  const [first, ...others] = parts
  if (first === undefined) return sql`SELECT id AS customer_id FROM customers WHERE false`
  // UNION, not UNION ALL: a member of two parts is one member.
  return others.reduce((joined, part) => sql`${joined} UNION ${selectPart(sql, part)}`, selectPart(sql, first))
}

function selectPart(sql: Sql, part: AudiencePart) {
  switch (part.kind) {
    case 'everyone':
      return sql`SELECT id AS customer_id FROM customers`
    case 'segment':
      return sql`SELECT customer_id FROM (${segmentMembers(sql, part.segment, part.asOf === undefined ? undefined : new Date(part.asOf))}) AS s`
    case 'customers':
      return sql`SELECT id AS customer_id FROM customers WHERE id = ANY (${part.customerIds}::uuid[])`
  }
}
