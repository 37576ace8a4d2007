/**
 * Which customers several voucher campaigns could reach, as sets: each campaign is a bit, each customer the sum of theirs. Of a promotion that waits for its time,
 * its audience as it is now; of one that has begun, those with an open voucher and those still to be sent to; of an autopilot, whoever could enter, and those on
 * a journey.
 */
import type { Audience } from '../../../domain/audiences.ts'
import type { MaskGroup, OverlapBasis } from '../../../domain/overlaps.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { AudienceReferenceError, loadAudienceContext } from '../audiences/audience-context.ts'
import { planAudiences } from '../sends/plan-audience.ts'
import type { Fragment } from '../segments/compute-segments.ts'

export interface OverlapCampaign {
  kind: 'promotion' | 'autopilot'
  /** UUID. */
  id: string
  basis: OverlapBasis
  /** Whoever is in all of them; none where members or journeys say it alone. */
  audiences: Audience[]
}

export interface OverlapFigures {
  groups: MaskGroup[]
  /** Customers with two open vouchers or more, whoever gave them. */
  twoOrMore: number
  /** With more than the store allows now; 0 without a limit. */
  aboveLimit: number
  /** Who would have more than the store allows if each campaign gave them its voucher; null without a limit. */
  wouldBeAboveLimit: number | null
}

/** In the caller's transaction, or one of its own. @param mostOpen the store's limit; null is none. @throws AudienceReferenceError */
export async function readOverlaps(
  sql: Sql,
  { campaigns, mostOpen, at }: { campaigns: readonly OverlapCampaign[]; mostOpen: number | null; at: Date },
): Promise<OverlapFigures> {
  return runInTransaction(sql, async (sql) => {
    const placed = campaigns.map((campaign, place) => ({ ...campaign, bit: (1n << BigInt(place)).toString() }))
    const branches = placed.flatMap((campaign) =>
      selectReached(sql, campaign, at).map((branch) => sql`SELECT r.customer_id, ${campaign.bit}::bigint AS bit FROM (${branch}) AS r`),
    )
    const byAudience = placed.filter(({ basis }) => basis === 'audience' || basis === 'entry')
    for (let from = 0; from < byAudience.length; from += askedAtOnce)
      branches.push(...(await selectMembers(sql, byAudience.slice(from, from + askedAtOnce), at)))
    const [first = sql`SELECT NULL::uuid AS customer_id, 0::bigint AS bit WHERE false`, ...others] = branches
    await sql`
      CREATE TEMPORARY TABLE overlap_reach ON COMMIT DROP AS
      SELECT customer_id, bit_or(bit) AS mask FROM (${others.reduce((joined, branch) => sql`${joined} UNION ALL ${branch}`, first)}) AS reached GROUP BY customer_id`
    const groups = await sql<{ mask: string; customers: number; sample: string[] | null }[]>`
      SELECT mask::text, count(*)::int AS customers, (array_agg(customer_id) FILTER (WHERE bit_count(mask::bit(64)) > 1))[1:5] AS sample
      FROM overlap_reach GROUP BY mask`
    const [stacked] = await sql<[Omit<OverlapFigures, 'groups'>]>`
      WITH own AS (
        SELECT * FROM unnest(${campaigns.map(({ kind }) => kind)}::text[], ${campaigns.map(({ id }) => id)}::uuid[],
          ${campaigns.map((_, place) => (1n << BigInt(place)).toString())}::bigint[]) AS o (kind, id, bit)
      ), open AS (
        SELECT v.customer_id, count(*)::int AS open, bit_or(coalesce(o.bit, 0)) AS held FROM vouchers v LEFT JOIN own o ON o.kind = v.campaign_kind AND o.id = v.campaign_id
        WHERE v.expires_at > ${at} GROUP BY v.customer_id
      ), sums AS (
        SELECT coalesce(v.open, 0) AS open, coalesce(v.open, 0) + bit_count((coalesce(r.mask, 0) & ~coalesce(v.held, 0))::bit(64)) AS possible
        FROM overlap_reach r FULL JOIN open v USING (customer_id)
      )
      SELECT count(*) FILTER (WHERE open >= 2)::int AS "twoOrMore", count(*) FILTER (WHERE open > ${mostOpen}::int)::int AS "aboveLimit",
        CASE WHEN ${mostOpen}::int IS NOT NULL THEN count(*) FILTER (WHERE possible > ${mostOpen}::int)::int END AS "wouldBeAboveLimit"
      FROM sums`
    return { ...stacked, groups: groups.map(({ mask, customers, sample }) => ({ mask: BigInt(mask), customers, sample: sample ?? [] })) }
  })
}

/** Each selects customer_id: whom a campaign reaches besides its audience. */
function selectReached(sql: Sql, { kind, id, basis }: OverlapCampaign, at: Date): Fragment[] {
  const holders = sql`SELECT customer_id FROM vouchers WHERE campaign_kind = ${kind} AND campaign_id = ${id} AND expires_at > ${at}`
  switch (basis) {
    case 'audience':
      return []
    case 'members':
      return [
        holders,
        sql`SELECT unnest(p.customer_ids) AS customer_id FROM promotion_sends s JOIN send_pages p ON p.send_id = s.send_id
          WHERE s.promotion_id = ${id} AND s.purpose = 'offer' AND p.claimed_at IS NULL AND p.skip_reason IS NULL`,
      ]
    case 'entry':
      return [holders, selectTravelling(sql, id)]
    case 'journeys':
      return [holders, selectTravelling(sql, id)]
  }
}

function selectTravelling(sql: Sql, autopilotId: string): Fragment {
  return sql`SELECT customer_id FROM journeys WHERE autopilot_id = ${autopilotId} AND status <> 'ended'`
}

/** More of them make a query that takes longer to plan than a further pass takes. */
const askedAtOnce = 8

/** Each selects customer_id and the bits of the campaigns whose audiences they are in: one pass over the customers for several. @throws AudienceReferenceError */
async function selectMembers(sql: Sql, campaigns: readonly (OverlapCampaign & { bit: string })[], at: Date): Promise<Fragment[]> {
  const all = campaigns.flatMap(({ audiences }) => audiences)
  const merged: Audience = { include: all.flatMap(({ include }) => include), exclude: all.flatMap(({ exclude }) => exclude) }
  const context = await loadAudienceContext(sql, merged, at).catch((error: unknown) => {
    if (error instanceof AudienceReferenceError && error.kind === 'too_many' && campaigns.length > 1) return undefined
    throw error
  })
  if (context === undefined) {
    // Together they name more audiences than one question may.
    const half = Math.ceil(campaigns.length / 2)
    return [...(await selectMembers(sql, campaigns.slice(0, half), at)), ...(await selectMembers(sql, campaigns.slice(half), at))]
  }
  const { with: shared, joins, conditions } = planAudiences(sql, all, context)
  const isIn = conditions.map(({ isIncluded, isExcluded }) => sql`((${isIncluded}) AND NOT ${isExcluded})`)
  let next = 0
  const bits = campaigns.map(({ audiences, bit }) => {
    const own = isIn.slice(next, next + audiences.length)
    next += audiences.length
    return sql`CASE WHEN ${own.reduce((joined, one) => sql`${joined} AND ${one}`, sql`${own.length > 0}`)} THEN ${bit}::bigint ELSE 0 END`
  })
  return [
    sql`
      SELECT m.customer_id, m.bit FROM (
        ${shared} SELECT c.id AS customer_id, ${bits.reduce((joined, bit) => sql`${joined} | ${bit}`)} AS bit FROM customers AS c ${joins.render()} OFFSET 0
      ) AS m WHERE m.bit <> 0`,
  ]
}
