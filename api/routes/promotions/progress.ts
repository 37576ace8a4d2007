/** How far a promotion is: once, and as a stream of events. */
import { readPromotion } from '../../../db/queries/promotions/promotions.ts'
import { defineRoute } from '../../http/routes.ts'
import { idParams } from '../../schemas/ids.ts'
import { promotionProgressSchema } from '../../schemas/promotion-runs.ts'
import { createProgressStream } from '../../temporal/progress-stream.ts'
import { endedStatuses, readPromotionProgress } from '../../temporal/promotion-progress.ts'
import { findPromotion } from './answers.ts'

const tag = 'Promotions'
const params = idParams('promotion')

const streamProgress = createProgressStream(async ({ pool, temporal, clock, config }, id) => {
  const promotion = await readPromotion(pool, id)
  return promotion && readPromotionProgress(pool, promotion, { temporal, place: config.temporal, at: clock() })
})

export const progressRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/promotions/{id}/progress',
    tag,
    summary: 'Read how far a promotion is',
    scope: 'promotions:read',
    params,
    response: promotionProgressSchema,
    async handler({ params: { id }, sql, at, dependencies: { temporal, config } }) {
      return readPromotionProgress(sql, await findPromotion(sql, id), { temporal, place: config.temporal, at })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/promotions/{id}/progress/stream',
    tag,
    summary: 'Follow a promotion to its end (server-sent events)',
    description:
      'Events `progress`, with the same body as `GET …/progress`, at every change; at the end one `end`. A client that reconnects after it is answered 204.',
    scope: 'promotions:read',
    params,
    streamTypes: ['text/event-stream'],
    otherStatuses: [204],
    async handler({ params: { id }, sql, dependencies, http }) {
      const { status } = await findPromotion(sql, id)
      return streamProgress({ id, hasEnded: endedStatuses.includes(status), dependencies, http })
    },
  }),
]
