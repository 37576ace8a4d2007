/** Offers as the API takes and gives them. */
import { z } from 'zod'
import { formattedIdOf } from './ids.ts'
import { formattedInstant, instant } from './instants.ts'
import { checkedMoney, money } from './money.ts'

const discount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), percent: z.number().gt(0).max(100).meta({ description: 'Two decimals at most.' }) }),
  z.strictObject({ kind: z.literal('amount'), amount: money }),
  z.strictObject({ kind: z.literal('freeDelivery') }),
])

const scopeList = z.array(z.string()).max(1000)
const scope = z
  .strictObject({ verticals: scopeList.default([]), merchants: scopeList.default([]), products: scopeList.default([]) })
  .meta({ description: 'A line counts when it is in every list that is not empty. Products by the store’s own ids.' })
const scopeView = z.strictObject({ verticals: z.array(z.string()), merchants: z.array(z.string()), products: z.array(z.string()) })

const hours = z.number().min(0.25).max(17_520).multipleOf(0.25)
const afterDelivery = z
  .strictObject({ kind: z.literal('afterDelivery'), hours })
  .meta({ description: 'So many hours from delivery, in quarters of an hour; without news of a delivery, from a week after the issue.' })
const validity = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fixed'),
    from: instant.optional().meta({ description: 'From the issue where it is left out.' }),
    until: instant,
  }),
  afterDelivery,
])
const validityView = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), from: formattedInstant.optional(), until: formattedInstant }),
  z.strictObject({ kind: z.literal('afterDelivery'), hours: z.number() }),
])

export const budgetInput = z
  .strictObject({
    maxVouchers: z.int().min(0).max(2_147_483_647).nullable().default(null),
    maxMoney: checkedMoney
      .nullable()
      .default(null)
      .meta({ description: 'In the offer’s currency. Needs an offer with a cap, or an amount.' }),
  })
  .meta({ id: 'VoucherBudgetInput', description: 'Null is no limit.' })

export const budgetSchema = z
  .strictObject({
    maxVouchers: z.int().nullable(),
    maxMoney: money.nullable(),
    usedVouchers: z.int().meta({ description: 'Vouchers that are open or redeemed.' }),
    usedMoney: money.meta({ description: 'The worst case of those that are open, and the discounts of those that are redeemed.' }),
  })
  .meta({ id: 'VoucherBudget' })

const fields = {
  name: z.string().min(1).max(200),
  discount,
  currency: z.string().length(3).meta({ description: 'ISO 4217; never changes.', example: 'EUR' }),
  minimumSpend: money.nullable().meta({ description: 'Of the lines in scope, before the discount, without delivery.' }),
  cap: money.nullable().meta({ description: 'The most that a percentage or a free delivery takes off.' }),
  scope,
  validity,
  limitPerCustomer: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .meta({ description: 'Vouchers of this offer in all; revoked ones do not count.' }),
}

export const newOfferSchema = z
  .strictObject({
    ...fields,
    currency: fields.currency.optional().meta({ description: 'ISO 4217; the store’s own where it is left out.', example: 'EUR' }),
    minimumSpend: fields.minimumSpend.default(null),
    cap: fields.cap.default(null),
    scope: scope.default({ verticals: [], merchants: [], products: [] }),
    limitPerCustomer: fields.limitPerCustomer.default(null),
    budget: budgetInput.optional(),
  })
  .meta({ id: 'OfferInput' })

export const offerChangeSchema = z
  .strictObject(fields)
  .partial()
  .meta({ id: 'OfferChange', description: 'A field that is left out stays.' })

/** What a voucher is worth. */
export const offerTermsSchema = z
  .strictObject({
    discount,
    currency: z.string(),
    minimumSpend: money.nullable(),
    cap: money.nullable(),
    scope: scopeView,
    validity: validityView,
    limitPerCustomer: z.int().nullable(),
  })
  .meta({ id: 'OfferTerms' })

export const offerSchema = z
  .strictObject({
    id: formattedIdOf('offer'),
    name: z.string(),
    ...offerTermsSchema.shape,
    version: z.int(),
    budget: budgetSchema.nullable().meta({ description: 'Null while nothing is limited.' }),
    archivedAt: formattedInstant.nullable(),
    createdAt: formattedInstant,
    updatedAt: formattedInstant,
  })
  .meta({ id: 'Offer' })
