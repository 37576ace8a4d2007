/** What the contact policy would say to an audience on each of a promotion's channels. Nothing is locked, reserved or written. */
import type { ReasonCount } from '../../../domain/promotion-readiness.ts'
import type { Audience } from '../../../domain/audiences.ts'
import type { Sql } from '../../client.ts'
import type { AudienceContext } from '../audiences/audience-context.ts'
import { type PreviewInput, selectVerdicts } from '../broadcast-report/preview-verdicts.ts'
import { planAudience } from '../sends/plan-audience.ts'

/** @param inputs one for each channel, of the same audience */
export async function previewReach(sql: Sql, inputs: readonly PreviewInput[]): Promise<ReasonCount[]> {
  const [first, ...others] = inputs
  if (first === undefined) return []
  const alias = (place: number) => sql(`v${place}`)
  const list = (column: (place: number) => ReturnType<typeof sql>) =>
    others.reduce((joined, _, at) => sql`${joined}, ${column(at + 1)}`, column(0))
  const joined = others.reduce(
    (before, input, at) => sql`${before} JOIN (${selectVerdicts(sql, input)}) AS ${alias(at + 1)} USING (customer_id)`,
    sql`(${selectVerdicts(sql, first)}) AS ${alias(0)}`,
  )
  return sql<ReasonCount[]>`
    SELECT jsonb_build_array(${list((place) => sql`${alias(place)}.reason`)}) AS reasons,
      jsonb_build_array(${list((place) => sql`${alias(place)}.quiet_until IS NOT NULL`)}) AS deferred, count(*)::int AS members
    FROM ${joined} GROUP BY 1, 2`
}

/** Members of the audience who have as many open vouchers as they may have. */
export async function countAtOpenLimit(
  sql: Sql,
  { audience, context, most, at }: { audience: Audience; context: AudienceContext; most: number; at: Date },
): Promise<number> {
  const { with: shared, joins, isIncluded, isExcluded } = planAudience(sql, audience, context)
  const [row] = await sql<[{ members: number }]>`
    ${shared} SELECT count(*)::int AS members FROM customers AS c ${joins.render()}
    JOIN (SELECT customer_id FROM vouchers WHERE expires_at > ${at} GROUP BY customer_id HAVING count(*) >= ${most}) AS full_up ON full_up.customer_id = c.id
    WHERE (${isIncluded}) AND NOT ${isExcluded}`
  return row.members
}
