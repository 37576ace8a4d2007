/** Who was in which segment at the opening of a period and at its closing: the customers behind a number of the segmentation report, in the order of their ids. */
import type { SegmentKey } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import type { Member } from '../audiences/members.ts'
import { type Fragment, scoreEveryone } from './compute-segments.ts'

/** `buyer`: in one of the stages; `none`: no buyer, and so in none. */
export type SegmentAt = SegmentKey | 'buyer' | 'none'

export interface MoverFilter {
  openingAt: Date
  closingAt: Date
  /** As in readSegmentShift. */
  isClosingKept: boolean
  atOpening?: SegmentAt | undefined
  atClosing?: SegmentAt | undefined
  /** UUID: the last customer of the page before. */
  after?: string | undefined
  limit: number
}

export async function listMovers(
  sql: Sql,
  { openingAt, closingAt, isClosingKept, atOpening, atClosing, after, limit }: MoverFilter,
): Promise<Member[]> {
  return sql<Member[]>`
    SELECT c.id, c.external_id AS "externalId", c.first_name AS "firstName", c.last_name AS "lastName"
    FROM (SELECT customer_id, stage AS stage_before, tags AS tags_before FROM (${scoreEveryone(sql, openingAt)}) AS o) AS opening
    FULL JOIN (
      SELECT customer_id, stage, tags FROM (${isClosingKept ? sql`SELECT * FROM customer_metrics` : scoreEveryone(sql, closingAt)}) AS c
    ) AS closing USING (customer_id)
    JOIN customers c ON c.id = customer_id
    WHERE ${wasIn(sql, atOpening, { stage: sql`stage_before`, tags: sql`tags_before` })} AND ${wasIn(sql, atClosing, { stage: sql`stage`, tags: sql`tags` })}
      ${after === undefined ? sql`` : sql`AND c.id > ${after}`}
    ORDER BY c.id LIMIT ${limit}`
}

function wasIn(sql: Sql, segment: SegmentAt | undefined, { stage, tags }: { stage: Fragment; tags: Fragment }): Fragment {
  if (segment === undefined) return sql`true`
  if (segment === 'none') return sql`${stage} IS NULL`
  if (segment === 'buyer') return sql`${stage} IS NOT NULL`
  return sql`(${stage}::text = ${segment} OR ${segment} = ANY (${tags}::text[]))`
}
