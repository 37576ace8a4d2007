/** Offers: what vouchers give, their budgets, and vouchers given to customers by hand. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { changeOffer, insertOffer, listOffers, lockOffer, type Offer, readOffer } from '../../db/queries/offers/offers.ts'
import { readBudgets, setBudget } from '../../db/queries/vouchers/budgets.ts'
import { readSettings } from '../../db/queries/settings.ts'
import { runInTransaction } from '../../db/transaction.ts'
import { findWorstMinor, normaliseOffer, toOfferInput } from '../../domain/offers.ts'
import type { BudgetLimits } from '../../domain/voucher-budgets.ts'
import { acceptOrRefuse } from '../http/bulk.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../http/pagination.ts'
import { Problem } from '../http/problems.ts'
import { Answer, defineRoute } from '../http/routes.ts'
import { namesNothing, readIfMatch, toETag } from '../http/versions.ts'
import { idParams } from '../schemas/ids.ts'
import { budgetInput, newOfferSchema, offerChangeSchema, offerSchema } from '../schemas/offers.ts'
import { flag } from '../schemas/vouchers.ts'
import { viewOffer } from '../views/offers.ts'
import { offerVoucherListRoutes } from './offers-voucher-list.ts'
import { offerVoucherRoutes } from './offers-vouchers.ts'

const tag = 'Offers'
const params = idParams('offer')

export const offerRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/offers',
    tag,
    scope: 'offers:write',
    summary: 'Make an offer',
    body: newOfferSchema,
    status: 201,
    response: offerSchema,
    idempotencyKey: 'optional',
    async handler({ body: { budget, currency, ...input }, sql }) {
      const { value: store } = await readSettings(sql, 'store')
      const draft = acceptOrRefuse(normaliseOffer({ ...input, currency: currency ?? store.currency }))
      return runInTransaction(sql, async (sql) => {
        const offer = await insertOffer(sql, draft)
        if (budget !== undefined) await limitOffer(sql, offer, toLimits(offer, budget), { isNew: true })
        return answerOffer(sql, offer, 201)
      })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/offers',
    tag,
    scope: 'offers:read',
    summary: 'List offers, newest first',
    query: z.strictObject({
      q: z.string().max(200).optional().meta({ description: 'Part of the name, any case.' }),
      archived: flag.optional().meta({ description: 'Those that are archived, and only those; left out, those that are not.' }),
      ...pageQuery,
    }),
    response: pageOf(offerSchema),
    async handler({ query: { q, archived = false, cursor, limit = defaultLimit }, sql }) {
      const before = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0]
      const rows = await listOffers(sql, { q, isArchived: archived, before, limit: limit + 1 })
      const owners = rows.map(({ id }) => ({ kind: 'offer', id }))
      const budgets = new Map((await readBudgets(sql, owners)).map((budget) => [budget.ownerId, budget]))
      return makePage(
        rows,
        limit,
        (row) => viewOffer(row, budgets.get(row.id)),
        (row) => [row.id],
      )
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/offers/{id}',
    tag,
    scope: 'offers:read',
    summary: 'Read an offer; `ETag` is its version',
    params,
    response: offerSchema,
    handler: async ({ params: { id }, sql }) => answerOffer(sql, await findOffer(sql, id)),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/offers/{id}',
    tag,
    scope: 'offers:write',
    summary: 'Change an offer',
    description:
      'Fields that are left out stay. With `If-Match`, only the version that it names is changed. Vouchers that are out keep the terms that they were issued under.',
    idempotencyKey: 'optional',
    honoursIfMatch: true,
    params,
    body: offerChangeSchema,
    response: offerSchema,
    async handler({ params: { id }, body, sql, http }) {
      const expected = readIfMatch(http.request.headers['if-match'])
      return runInTransaction(sql, async (sql) => {
        const before = await findOffer(sql, id, lockOffer)
        if (before.archivedAt !== null) throw new Problem('offer_archived')
        if (expected !== undefined && expected !== before.version) throw new Problem('version_mismatch')
        if (namesNothing(body)) return answerOffer(sql, before)
        const draft = acceptOrRefuse(normaliseOffer({ ...toOfferInput(before), ...body }))
        if (draft.terms.currency !== before.terms.currency)
          throw new Problem('invalid_request', { errors: [{ path: 'currency', message: 'An offer keeps its currency: make another one' }] })
        const [budget] = await readBudgets(sql, [{ kind: 'offer', id }])
        if (budget !== undefined && budget.maxMoneyMinor !== null && findWorstMinor(draft.terms) === null)
          throw new Problem('offer_needs_cap')
        return answerOffer(sql, await changeOffer(sql, id, { ...draft, archivedAt: null }))
      })
    },
  }),
  ...(['archive', 'restore'] as const).map((action) =>
    defineRoute({
      method: 'post',
      path: `/api/v1/offers/{id}/${action}`,
      tag,
      scope: 'offers:write',
      summary:
        action === 'archive'
          ? 'Take an offer out of the lists; campaigns and vouchers that have it keep it'
          : 'Bring an archived offer back',
      params,
      response: offerSchema,
      async handler({ params: { id }, sql, at }) {
        return runInTransaction(sql, async (sql) => {
          const before = await findOffer(sql, id, lockOffer)
          const isThere = (before.archivedAt !== null) === (action === 'archive')
          return answerOffer(
            sql,
            isThere ? before : await changeOffer(sql, id, { ...before, archivedAt: action === 'archive' ? at : null }),
          )
        })
      },
    }),
  ),
  defineRoute({
    method: 'put',
    path: '/api/v1/offers/{id}/budget',
    tag,
    scope: 'offers:write',
    summary: 'Limit what the offer’s vouchers may come to, in number and in money',
    description: 'A limit below what is used gives no more vouchers and takes none back.',
    params,
    body: budgetInput,
    response: offerSchema,
    async handler({ params: { id }, body, sql }) {
      return runInTransaction(sql, async (sql) => {
        const offer = await findOffer(sql, id, lockOffer)
        await limitOffer(sql, offer, toLimits(offer, body), { isNew: false })
        return answerOffer(sql, offer)
      })
    },
  }),
  ...offerVoucherRoutes,
  ...offerVoucherListRoutes,
]

/** @throws Problem 404 */
async function findOffer(sql: Sql, id: string, read = readOffer): Promise<Offer> {
  const offer = await read(sql, id)
  if (offer === undefined) throw new Problem('not_found')
  return offer
}

async function answerOffer(sql: Sql, offer: Offer, status = 200) {
  const [budget] = await readBudgets(sql, [{ kind: 'offer', id: offer.id }])
  return new Answer(status, viewOffer(offer, budget), { ETag: toETag(offer.version) })
}

/** @throws Problem 422 for a limit in another currency, or one that the offer's terms cannot keep */
function toLimits({ terms }: Offer, { maxVouchers, maxMoney }: z.output<typeof budgetInput>): BudgetLimits {
  if (maxMoney === null) return { maxVouchers, maxMoneyMinor: null, currency: null }
  if (maxMoney.currency !== terms.currency)
    throw new Problem('invalid_request', { errors: [{ path: 'maxMoney.currency', message: `The offer is in ${terms.currency}` }] })
  if (findWorstMinor(terms) === null) throw new Problem('offer_needs_cap')
  return { maxVouchers, maxMoneyMinor: maxMoney.amountMinor, currency: terms.currency }
}

/** @throws Problem 409 */
async function limitOffer(sql: Sql, { id }: Offer, limits: BudgetLimits, { isNew }: { isNew: boolean }): Promise<void> {
  const budget = await setBudget(sql, { kind: 'offer', id }, limits, { isNewOwner: isNew })
  if (budget === 'open_vouchers_without_cap')
    throw new Problem('budget_refused', {
      detail: 'Open vouchers of earlier versions have no cap. Revoke them, or wait until they have ended.',
    })
  if (budget === 'vouchers_in_other_currency') throw new Problem('budget_refused', { detail: 'There are vouchers in another currency.' })
}
