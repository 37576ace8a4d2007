/** The audit of stacked offers: which promotions and autopilots could reach the same customers, before and after launch. */
import type { z } from 'zod'
import { listEnabledAutopilots, readAutopilot, readLatestVersion } from '../../../db/queries/autopilots/autopilots.ts'
import { type OverlapCampaign, readOverlaps } from '../../../db/queries/promotions/overlaps.ts'
import { listRunning, readPromotion } from '../../../db/queries/promotions/promotions.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import type { Sql } from '../../../db/client.ts'
import { formatId } from '../../../domain/ids.ts'
import { countOverlaps, listEntryParts, mostCampaigns } from '../../../domain/overlaps.ts'
import { type Asking, askInTransaction } from '../../audiences/questions.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { overlapQuerySchema, overlapsSchema } from '../../schemas/overlaps.ts'

type OverlapsView = z.input<typeof overlapsSchema>
type NamedCampaign = OverlapCampaign & { name: string; status: string }

export const overlapRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/voucher-campaigns/overlaps',
    tag: 'Voucher campaigns',
    summary: 'Audit overlapping audiences of running and scheduled voucher campaigns, and of a draft',
    scope: 'promotions:read',
    query: overlapQuerySchema,
    response: overlapsSchema,
    handler: async (request) => auditOverlaps(request, request.query),
  }),
]

interface OverlapQuestion {
  /** UUIDs; one of them at most. */
  promotion?: string | undefined
  autopilot?: string | undefined
}

/** @throws Problem 404; `too_many_questions`, `question_timed_out`, `audience_part_unavailable`, `audience_too_large` */
export async function auditOverlaps(request: Asking & { sql: Sql; at: Date }, question: OverlapQuestion): Promise<OverlapsView> {
  const { sql, at } = request
  const { value } = await readSettings(sql, 'vouchers')
  const focus = question.promotion ?? question.autopilot
  const found = await listCampaigns(sql, question, at)
  const campaigns = found.slice(0, mostCampaigns)
  const figures = await askInTransaction(request, (sql) => readOverlaps(sql, { campaigns, mostOpen: value.maxOpenPerCustomer, at }))
  const { customers, pairs } = countOverlaps(figures.groups, campaigns.length)
  const { groups: _groups, ...stacked } = figures
  const isAsked = (place: number) => focus === undefined || campaigns[place]?.id === focus
  return {
    at: at.toISOString(),
    campaigns: campaigns.map((campaign, place) => ({
      ...viewName(campaign),
      status: campaign.status,
      basis: campaign.basis,
      customers: customers[place] ?? 0,
    })),
    pairs: pairs
      .filter(({ first, second }) => isAsked(first) || isAsked(second))
      .map(({ first, second, customers, sample }) => ({
        campaigns: [viewName(campaigns[first]), viewName(campaigns[second])],
        customers,
        sample: sample.map((id) => formatId('customer', id)),
      })),
    omitted: found.length - campaigns.length,
    stacked: { maxOpenPerCustomer: value.maxOpenPerCustomer, ...stacked },
  }
}

function viewName(campaign: NamedCampaign | undefined) {
  if (campaign === undefined) throw new Error('There is no such campaign')
  return { kind: campaign.kind, id: formatId(campaign.kind, campaign.id), name: campaign.name }
}

/** The one that is asked about first. Autopilots that give no voucher stack nothing. @throws Problem 404 */
async function listCampaigns(sql: Sql, { promotion, autopilot }: OverlapQuestion, now: Date): Promise<NamedCampaign[]> {
  const promotions = await listRunning(sql)
  if (promotion !== undefined && !promotions.some(({ id }) => id === promotion)) {
    const draft = await readPromotion(sql, promotion)
    if (draft === undefined) throw new Problem('not_found')
    promotions.unshift(draft)
  }
  const autopilots = await listEnabledAutopilots(sql)
  if (autopilot !== undefined && !autopilots.some(({ id }) => id === autopilot)) {
    const draft = await readAutopilot(sql, autopilot)
    if (draft === undefined) throw new Problem('not_found')
    autopilots.unshift({ ...draft, definition: (await readLatestVersion(sql, autopilot))?.definition ?? draft.definition })
  }
  const campaigns: NamedCampaign[] = [
    ...promotions.map(({ id, name, status, startedAt, audience }): NamedCampaign => {
      const hasBegun = startedAt !== null
      return { kind: 'promotion', id, name, status, basis: hasBegun ? 'members' : 'audience', audiences: hasBegun ? [] : [audience] }
    }),
    ...autopilots
      .filter(({ id, definition }) => id === autopilot || definition.steps.some(({ kind }) => kind === 'voucher'))
      .map(({ id, name, status, definition }): NamedCampaign => {
        const parts = listEntryParts(definition, now)
        const audiences = parts.map((part) => ({ include: [part], exclude: [] }))
        return { kind: 'autopilot', id, name, status, basis: parts.length > 0 ? 'entry' : 'journeys', audiences }
      }),
  ]
  const focus = promotion ?? autopilot
  return campaigns.toSorted((a, b) => Number(b.id === focus) - Number(a.id === focus))
}
