/** Vouchers as the store's app and checkout see them. */
import { z } from 'zod'
import { issueRefusals } from '../../domain/voucher-refusals.ts'
import { voucherStatuses } from '../../domain/voucher-transitions.ts'
import { voucherCampaignKinds } from '../../domain/vouchers.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'
import { offerTermsSchema } from './offers.ts'
import { referenceTo } from './references.ts'

export const voucherStatus = z.enum(voucherStatuses)

/** A query's `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

export const codeParams = z.strictObject({
  code: z.string().min(1).max(100).meta({ description: 'A voucher’s code, in any case, with or without dashes; or its id, `vch_…`.' }),
})

const text = z.string().max(1000).nullish()
const orderId = z.string().min(1).max(255).meta({ description: 'The store’s own id of the order.' })
const reference = z
  .string()
  .min(1)
  .max(255)
  .meta({ description: 'The store’s own name of the checkout. Not the customer’s name or address.' })
export const customer = referenceTo('customer')
  .optional()
  .meta({ description: 'Whose voucher it must be: `cus_…` or `ext:` and the store’s own id. Another’s is answered as unknown.' })

const basketInput = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          productExternalId: text,
          name: text,
          category: text,
          merchant: text,
          vertical: text,
          quantity: z.int().min(1).max(1_000_000),
          price: money.meta({ description: 'Of one piece.' }),
        }),
      )
      .min(1)
      .max(500),
    deliveryFee: money.optional(),
  })
  .meta({ id: 'BasketInput', description: 'Items as an order has them. All amounts in one currency. Name and category are not looked at.' })

export const acceptRequest = z.strictObject({ customer }).meta({ id: 'VoucherAcceptance' })
export const validateRequest = z
  .strictObject({ customer, basket: basketInput, reference: reference.optional() })
  .meta({ id: 'VoucherValidation' })
export const lockRequest = z
  .strictObject({
    customer,
    reference,
    seconds: z.int().min(1).max(3600).default(900),
    basket: basketInput.optional().meta({ description: 'With it, the order can be redeemed for what is promised now.' }),
  })
  .meta({ id: 'VoucherLock' })
export const redeemRequest = z
  .strictObject({
    customer,
    order: orderId,
    reference: reference.optional().meta({ description: 'Of the checkout that holds the lock.' }),
    basket: basketInput.optional().meta({ description: 'Needed unless the lock had one.' }),
    discount: money.optional().meta({ description: 'What the store took off: checked against what the voucher gives.' }),
  })
  .meta({ id: 'VoucherRedemption' })
export const rollbackRequest = z.strictObject({ order: orderId }).meta({ id: 'VoucherRollback' })

export const voucherSchema = z
  .strictObject({
    id: formattedIdOf('voucher'),
    code: z.string(),
    status: voucherStatus.meta({ description: 'As of now: a lock or a validity that is over shows as over.' }),
    isUsable: z.boolean().meta({ description: 'A checkout may take it now.' }),
    offer: z.strictObject({ id: formattedIdOf('offer'), name: z.string(), version: z.int(), terms: offerTermsSchema }),
    campaign: z.strictObject({ kind: z.enum(voucherCampaignKinds), id: z.string() }),
    customerId: formattedIdOf('customer'),
    validFrom: formattedInstant,
    validUntil: formattedInstant,
    lockedUntil: formattedInstant.nullable(),
    redemption: z.strictObject({ order: z.string().nullable(), discount: money, at: formattedInstant }).nullable(),
    rolledBack: z
      .strictObject({ order: z.string().nullable(), at: formattedInstant })
      .nullable()
      .meta({ description: 'The latest order that gave it back.' }),
    createdAt: formattedInstant,
    issuedAt: formattedInstant.nullable(),
    deliveredAt: formattedInstant.nullable(),
    acceptedAt: formattedInstant.nullable(),
    endedAt: formattedInstant.nullable(),
  })
  .meta({ id: 'Voucher' })

const quote = z
  .strictObject({
    discount: money.meta({ description: 'All of it: on goods, or on the delivery fee.' }),
    lines: z.array(z.strictObject({ index: z.int(), discount: money })).meta({ description: 'One for each item, in order.' }),
    deliveryDiscount: money,
  })
  .meta({ id: 'VoucherQuote', description: 'What it takes off the basket: lines and delivery add up to the discount, to the minor unit.' })

export const validatedVoucherSchema = z.strictObject({ voucher: voucherSchema, quote }).meta({ id: 'ValidatedVoucher' })
export const lockedVoucherSchema = z
  .strictObject({ voucher: voucherSchema, quote: quote.nullable().meta({ description: 'Null without a basket.' }) })
  .meta({ id: 'LockedVoucher' })

export const issueRequest = z
  .strictObject({ customers: z.array(referenceTo('customer')).min(1).max(1000) })
  .meta({ id: 'VoucherIssue', description: 'Each customer gets one, into their hands: hours relative to delivery begin now.' })

export const issueAnswer = z
  .strictObject({
    vouchers: z.array(voucherSchema),
    refused: z.array(
      z.strictObject({
        customer: z.string().meta({ description: 'As it was named.' }),
        reason: z.enum(Object.keys(issueRefusals) as [keyof typeof issueRefusals]),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'VoucherIssueResult' })

export const voucherEventSchema = z
  .strictObject({
    kind: z.string().meta({
      description:
        'What happened: reserved, issued, delivered, undeliverable, accepted, locked, redeemed, reopened, rolled_back, expired, revoked; or refused.',
    }),
    attempt: z.string().nullable().meta({ description: 'Of a refusal: what was asked for.' }),
    reasons: z.array(z.strictObject({ code: z.string(), message: z.string() })),
    source: z
      .enum(['api', 'console', 'campaign', 'customer', 'orders', 'expiry', 'erasure'])
      .meta({ description: '`customer`: on the page behind the link in a message.' }),
    apiKeyId: formattedIdOf('apiKey').nullable(),
    memberId: formattedIdOf('member').nullable(),
    occurredAt: formattedInstant,
    order: z.string().nullable(),
    figures: z
      .strictObject({
        basket: money,
        inScope: money,
        deliveryFee: money,
        discount: money.nullable(),
        minimumSpend: money.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'VoucherEvent' })

export const voucherCountsSchema = z
  .strictObject({ data: z.array(z.strictObject({ status: voucherStatus, vouchers: z.int() })) })
  .meta({ id: 'VoucherCounts', description: 'States that no voucher is in are left out.' })
