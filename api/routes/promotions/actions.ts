/** What an operator does with a promotion: check, launch, pause, resume, stop, reschedule. */
import { z } from 'zod'
import { deleteOutboxRows } from '../../../db/queries/outbox.ts'
import { launchPromotion } from '../../../db/queries/promotions/promotions.ts'
import { isPast } from '../../../domain/preflight.ts'
import { requireCampaignAudience } from '../../audiences/audience-parts.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute, type RouteRequest } from '../../http/routes.ts'
import { checkPromotionDraft } from '../../preflight/check-promotion.ts'
import { scheduleSchema } from '../../schemas/broadcasts.ts'
import { idParams } from '../../schemas/ids.ts'
import { promotionPreflightSchema, promotionProgressSchema } from '../../schemas/promotion-runs.ts'
import { launchRequestSchema, promotionSchema, stopRequestSchema } from '../../schemas/promotions.ts'
import { endedStatuses, readPromotionProgress } from '../../temporal/promotion-progress.ts'
import { commandPromotion, type PromotionCommand, startPromotionRun } from '../../temporal/promotion-run.ts'
import { answer, assertDraft, findPromotion } from './answers.ts'
import { auditOverlaps } from './overlaps.ts'

const tag = 'Promotions'
const params = idParams('promotion')

export const actionRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/promotions/{id}/preflight',
    tag,
    summary: 'Check whether a promotion is ready to be launched: whom it would reach where, what for, and at what cost',
    scope: 'promotions:read',
    params,
    response: promotionPreflightSchema,
    async handler(request) {
      const { sql, at, dependencies } = request
      const promotion = await findPromotion(sql, request.params.id)
      const { preflight } = await checkPromotionDraft(sql, promotion, { now: at, links: dependencies.config })
      const { pairs, stacked } = await auditOverlaps(request, { promotion: promotion.id })
      return { ...preflight, overlaps: { pairs, stacked } }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/promotions/{id}/launch',
    tag,
    summary: 'Launch a draft: now, at an instant, or at a local time in each recipient’s zone',
    description:
      'Runs the preflight first, and keeps the offer as it is now. Once it has answered 202 the promotion will run, even if Temporal is away at the moment.',
    scope: 'promotions:run',
    idempotencyKey: 'required',
    params,
    body: launchRequestSchema,
    status: 202,
    response: promotionSchema,
    async handler(request) {
      const { body, sql, pool, at, logger, dependencies } = request
      const { id } = request.params
      const draft = await findPromotion(sql, id)
      if (draft.status !== 'draft') throw new Problem('promotion_not_draft')
      await requireCampaignAudience(sql, draft.audience)
      const schedule = body.schedule ?? draft.schedule
      const { preflight, offer } = await checkPromotionDraft(sql, { ...draft, schedule }, { now: at, links: dependencies.config })
      const errors = preflight.checks.filter(({ level }) => level === 'error').map(({ code, message }) => ({ path: code, message }))
      if (errors.length > 0 || offer === undefined) throw new Problem('promotion_not_ready', { errors })
      const launch = { id, schedule, offerVersion: offer.version, version: draft.version, at }
      const { promotion, outboxId } = assertDraft(await launchPromotion(sql, launch))
      request.afterCommit(async () => {
        if (dependencies.temporal === undefined) return
        try {
          await startPromotionRun(dependencies.temporal, { promotionId: id, channels: promotion.channels, schedule })
          await deleteOutboxRows(pool, [outboxId])
        } catch {
          // The outbox's relay starts it as soon as Temporal is back.
          logger.warn({ event: 'promotion_start_postponed', promotionId: id })
        }
      })
      return answer(request, promotion, 202)
    },
  }),
  ...(['pause', 'resume'] as const).map((kind) =>
    defineRoute({
      method: 'post',
      path: `/api/v1/promotions/{id}/${kind}`,
      tag,
      summary: kind === 'pause' ? 'Pause: messages of the current pages still leave' : 'Go on after a pause',
      scope: 'promotions:run',
      params,
      body: z.strictObject({}),
      response: promotionProgressSchema,
      handler: async (request) => command(request, { kind }),
    }),
  ),
  defineRoute({
    method: 'post',
    path: '/api/v1/promotions/{id}/stop',
    tag,
    summary: 'Stop for good: whoever was not reached is skipped as `campaign_stopped`, and vouchers that are out are kept or revoked',
    scope: 'promotions:run',
    params,
    body: stopRequestSchema,
    response: promotionProgressSchema,
    handler: async (request) => command(request, { kind: 'stop', vouchers: request.body.vouchers }),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/promotions/{id}/reschedule',
    tag,
    summary: 'Give a promotion whose audience is not frozen yet another schedule',
    scope: 'promotions:run',
    params,
    body: z.strictObject({ schedule: scheduleSchema }),
    response: promotionProgressSchema,
    async handler(request) {
      const { schedule } = request.body
      if (isPast(schedule, request.at))
        throw new Problem('invalid_request', { errors: [{ path: 'schedule', message: 'The time has passed' }] })
      return command(request, { kind: 'reschedule', schedule })
    },
  }),
]

async function command(
  { params: { id }, sql, at, dependencies: { temporal, config } }: RouteRequest<{ id: string }, unknown, unknown>,
  told: PromotionCommand,
) {
  const { channels, schedule, status } = await findPromotion(sql, id)
  if (status === 'draft' || endedStatuses.includes(status)) throw new Problem('promotion_not_running')
  const run = await commandPromotion(temporal, { promotionId: id, channels, schedule }, told)
  // The run has projected its new status by now.
  return readPromotionProgress(sql, await findPromotion(sql, id), { temporal, place: config.temporal, at, run })
}
