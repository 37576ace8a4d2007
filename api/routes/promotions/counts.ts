/** What several promotions gave, for a list of them. */
import { z } from 'zod'
import { countPromotions } from '../../../db/queries/promotions/count-promotions.ts'
import { formatId } from '../../../domain/ids.ts'
import { defineRoute } from '../../http/routes.ts'
import { listOfIds } from '../../schemas/ids.ts'
import { promotionCountsSchema } from '../../schemas/promotion-runs.ts'

export const countRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/promotions/counts',
    tag: 'Promotions',
    summary: 'Count the vouchers of several promotions',
    description: 'One entry for each that exists.',
    scope: 'promotions:read',
    query: z.strictObject({ ids: listOfIds('promotion', 100) }),
    response: z.strictObject({ data: z.array(promotionCountsSchema) }),
    async handler({ query: { ids }, sql }) {
      const rows = await countPromotions(sql, ids)
      return { data: rows.map(({ id, ...counts }) => ({ id: formatId('promotion', id), ...counts })) }
    },
  }),
]
