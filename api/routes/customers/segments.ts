/** A customer's segments: which, since when, and why. */
import { readCustomer } from '../../../db/queries/customers/read-customers.ts'
import { readStanding, type Standing } from '../../../db/queries/customers/read-standing.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { explainSegments } from '../../../domain/explain-segments.ts'
import { nameRfmCell } from '../../../domain/rfm-cells.ts'
import { describeSegments } from '../../../domain/segments.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { customerSegmentsSchema } from '../../schemas/customer-standing.ts'
import { referenceParams } from '../../schemas/references.ts'

export const customerSegmentRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/customers/{id}/segments',
    tag: 'Customers',
    scope: 'customers:read',
    summary: 'The nine segments for one customer: whether, since when and why',
    description: 'Membership is as of the latest scoring; the figures beside it are as of now. The history is in the timeline.',
    params: referenceParams('customer'),
    response: customerSegmentsSchema,
    async handler({ params, sql, at }) {
      const customer = await readCustomer(sql, params.id)
      if (customer === undefined) throw new Problem('not_found')
      const standing = await readStanding(sql, customer.id, at)
      const settings = standing?.settings ?? (await readSettings(sql, 'segments')).value
      const { currency } = (await readSettings(sql, 'store')).value
      const why = standing === undefined ? undefined : explainSegments(standing, standing.settings)
      return {
        at: at.toISOString(),
        figures: standing === undefined ? null : viewFigures(standing, currency),
        segments: describeSegments(settings).map((segment) => {
          const isMember = standing?.segments.includes(segment.key) ?? false
          return { ...segment, isMember, why: why?.[segment.key] ?? null, since: (isMember && standing?.since[segment.key]) || null }
        }),
      }
    },
  }),
]

function viewFigures(standing: Standing, currency: string) {
  const { orders, netMinor, firstOrderAt, lastOrderAt, recentOrders, expectedGapDays, quietness, scores } = standing
  const cell = { recency: scores.recency, fm: Math.floor((scores.frequency + scores.monetary) / 2) }
  return {
    ...{ orders, recentOrders, expectedGapDays, quietness, scores },
    net: { amountMinor: netMinor, currency },
    averageOrder: { amountMinor: Math.round(netMinor / orders), currency },
    firstAt: firstOrderAt.toISOString(),
    lastAt: lastOrderAt.toISOString(),
    cell: { ...cell, name: nameRfmCell(cell) },
  }
}
