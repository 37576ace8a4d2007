/** Promotions as drafts: make, list, read, change, delete, copy; and their budgets, at any time. */
import { z } from 'zod'
import { lockAudienceGraph } from '../../../db/queries/audiences/audiences.ts'
import {
  changePromotion,
  deletePromotion,
  insertPromotion,
  listPromotions,
  lockPromotion,
} from '../../../db/queries/promotions/promotions.ts'
import { runInTransaction } from '../../../db/transaction.ts'
import { channelNames } from '../../../domain/channels.ts'
import { nameCopy } from '../../../domain/copy-names.ts'
import { promotionStatuses } from '../../../domain/promotions.ts'
import { readAudienceInput, requireCampaignAudience } from '../../audiences/audience-parts.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { keepDraft, namesNothing, readIfMatch } from '../../http/versions.ts'
import { idOf, idParams } from '../../schemas/ids.ts'
import { budgetInput } from '../../schemas/offers.ts'
import {
  documentedNewPromotionSchema,
  documentedPromotionChangeSchema,
  newPromotionSchema,
  promotionChangeSchema,
  promotionSchema,
} from '../../schemas/promotions.ts'
import { answer, assertDraft, findPromotion, requireOffer, toDraft, viewAll } from './answers.ts'
import { keepBudget, readLimits } from './budget.ts'

const tag = 'Promotions'
const params = idParams('promotion')

export const draftRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/promotions',
    tag,
    summary: 'Make a draft',
    scope: 'promotions:write',
    idempotencyKey: 'optional',
    body: newPromotionSchema,
    documentedBody: documentedNewPromotionSchema,
    status: 201,
    response: promotionSchema,
    async handler(request) {
      const { budget, audience: given, ...input } = request.body
      const audience = await readAudienceInput(request.sql, given)
      await requireOffer(request.sql, input.offerId)
      return runInTransaction(request.sql, async (sql) => {
        await lockAudienceGraph(sql, 'shared')
        await requireCampaignAudience(sql, audience, given)
        const made = await insertPromotion(sql, toDraft({ ...input, audience }))
        if (budget !== undefined) await keepBudget(sql, made, budget, { isNewOwner: true })
        return answer({ ...request, sql }, made, 201)
      })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/promotions',
    tag,
    summary: 'List promotions, newest first',
    scope: 'promotions:read',
    query: z.strictObject({
      ...pageQuery,
      status: z.enum(promotionStatuses).optional(),
      channel: z.enum(channelNames).optional(),
      offer: idOf('offer').optional(),
      q: z.string().max(200).optional().meta({ description: 'Part of the name, any case.' }),
    }),
    response: pageOf(promotionSchema),
    async handler({ query: { cursor, limit = defaultLimit, offer, ...filter }, sql, dependencies }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listPromotions(sql, { ...filter, offerId: offer, before, limit: limit + 1 })
      const view = await viewAll(sql, rows, dependencies.config.temporal)
      return makePage(rows, limit, view, (row) => [row.id])
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/promotions/{id}',
    tag,
    summary: 'Read a promotion; `ETag` is its version',
    scope: 'promotions:read',
    params,
    response: promotionSchema,
    handler: async (request) => answer(request, await findPromotion(request.sql, request.params.id), 200),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/promotions/{id}',
    tag,
    summary: 'Change a draft',
    description: 'Fields that are left out stay. With `If-Match`, only the version that it names is changed.',
    scope: 'promotions:write',
    idempotencyKey: 'optional',
    honoursIfMatch: true,
    params,
    body: promotionChangeSchema,
    documentedBody: documentedPromotionChangeSchema,
    response: promotionSchema,
    async handler(request) {
      const { audience: given, budget, ...change } = request.body
      const { id } = request.params
      const expected = readIfMatch(request.http.request.headers['if-match'])
      const audience = given === undefined ? undefined : await readAudienceInput(request.sql, given)
      await requireOffer(request.sql, change.offerId ?? null)
      return runInTransaction(request.sql, async (sql) => {
        if (audience !== undefined) await lockAudienceGraph(sql, 'shared')
        const before = await lockPromotion(sql, id)
        if (before === undefined) throw new Problem('not_found')
        if (audience !== undefined) await requireCampaignAudience(sql, audience, given)
        const draft = toDraft({ ...change, ...(audience !== undefined && { audience }) }, before)
        const isKept = namesNothing({ ...change, audience })
        const changed = assertDraft(
          isKept ? keepDraft(before, expected) : await changePromotion(sql, id, draft, expected ?? before.version),
        )
        if (budget !== undefined) await keepBudget(sql, changed, budget)
        else if (change.offerId !== undefined) await readLimits(sql, changed)
        return answer({ ...request, sql }, changed, 200)
      })
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/promotions/{id}',
    tag,
    summary: 'Delete a draft',
    scope: 'promotions:write',
    params,
    async handler({ params: { id }, sql }) {
      const outcome = await deletePromotion(sql, id)
      if (outcome !== 'deleted') assertDraft(outcome)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/promotions/{id}/copy',
    tag,
    summary: 'Make a draft that says the same',
    description:
      'The copy is to leave at once, whatever the schedule of the original was, does not expire, and has the same limits on its budget.',
    scope: 'promotions:write',
    idempotencyKey: 'optional',
    params,
    body: z.strictObject({ name: promotionChangeSchema.shape.name }),
    status: 201,
    response: promotionSchema,
    async handler(request) {
      return runInTransaction(request.sql, async (sql) => {
        await lockAudienceGraph(sql, 'shared')
        const original = await findPromotion(sql, request.params.id)
        await requireCampaignAudience(sql, original.audience)
        const name = request.body.name ?? nameCopy(original.name)
        const copy = await insertPromotion(sql, { ...original, name, schedule: { kind: 'now' }, expiresAt: null }, original.id)
        const budget = await readLimits(sql, original)
        if (budget !== undefined) await keepBudget(sql, copy, budget, { isNewOwner: true })
        return answer({ ...request, sql }, copy, 201)
      })
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/promotions/{id}/budget',
    tag,
    summary: 'Limit what the promotion’s vouchers may come to, in number and in money',
    description: 'At any time. A limit below what is used gives no more vouchers and takes none back.',
    scope: 'promotions:write',
    params,
    body: budgetInput,
    response: promotionSchema,
    async handler(request) {
      return runInTransaction(request.sql, async (sql) => {
        const promotion = await lockPromotion(sql, request.params.id)
        if (promotion === undefined) throw new Problem('not_found')
        await keepBudget(sql, promotion, request.body)
        return answer({ ...request, sql }, promotion, 200)
      })
    },
  }),
]
