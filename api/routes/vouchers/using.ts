/** What a store's app and checkout do with a voucher. Each may be asked again with the same effect; a refusal names every reason and is kept. */
import type { VoucherOutcome } from '../../../db/queries/vouchers/attempt.ts'
import { rollBackVoucher } from '../../../db/queries/vouchers/roll-back-vouchers.ts'
import {
  acceptAtOnce,
  acceptVoucher,
  lockVoucher,
  redeemVoucher,
  revokeVoucher,
  validateVoucher,
} from '../../../db/queries/vouchers/use-voucher.ts'
import { type BasketInput, normaliseBasket } from '../../../domain/voucher-baskets.ts'
import type { Basket } from '../../../domain/voucher-discounts.ts'
import { voucherRefusals } from '../../../domain/voucher-refusals.ts'
import { toFieldErrors } from '../../http/bulk.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import {
  acceptRequest,
  codeParams,
  lockRequest,
  redeemRequest,
  rollbackRequest,
  lockedVoucherSchema,
  validatedVoucherSchema,
  validateRequest,
  voucherSchema,
} from '../../schemas/vouchers.ts'
import { viewQuote, viewVoucher } from '../../views/vouchers.ts'
import { actorOf, findVoucher, nameVoucher } from './named-voucher.ts'

const tag = 'Vouchers'
const params = codeParams

export const voucherUseRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/vouchers/{code}/accept',
    tag,
    scope: 'vouchers:redeem',
    summary: 'Say that the customer wants the voucher',
    params,
    findsByKey: true,
    body: acceptRequest,
    response: voucherSchema,
    async handler(request) {
      const { at, sql, caller } = request
      const { customer } = request.body
      const asked = { at, actor: actorOf(caller) }
      const accepted = customer === undefined ? await acceptAtOnce(sql, nameVoucher(request).key, asked) : undefined
      if (accepted !== undefined) return viewVoucher(accepted, at)
      const voucher = await findVoucher(request, { customer, attempt: 'accept' })
      return viewVoucher(requireDone(await acceptVoucher(sql, { voucher, ...asked })).voucher, at)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/vouchers/{code}/validate',
    tag,
    scope: 'vouchers:redeem',
    summary: 'Ask what the voucher would take off a basket, line by line',
    params,
    findsByKey: true,
    body: validateRequest,
    response: validatedVoucherSchema,
    async handler(request) {
      const { at, sql, caller } = request
      const { customer, reference } = request.body
      const basket = readBasket(request.body.basket)
      const voucher = await findVoucher(request, { customer, attempt: 'validate' })
      const { quote } = requireDone(await validateVoucher(sql, { voucher, basket, reference, at, actor: actorOf(caller) }))
      if (quote === undefined) throw new Error('A voucher was validated without a quote')
      return { voucher: viewVoucher(voucher, at), quote: viewQuote(voucher.currency, quote) }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/vouchers/{code}/lock',
    tag,
    scope: 'vouchers:redeem',
    summary: 'Keep the voucher for one checkout',
    description:
      'Until the seconds are over: then it opens again by itself. The same checkout may lock again. With a basket the answer says what the order will take off.',
    params,
    findsByKey: true,
    body: lockRequest,
    response: lockedVoucherSchema,
    async handler(request) {
      const { at, sql, caller } = request
      const { customer, reference, seconds } = request.body
      const basket = request.body.basket === undefined ? undefined : readBasket(request.body.basket)
      const voucher = await findVoucher(request, { customer, attempt: 'lock' })
      const locked = requireDone(await lockVoucher(sql, { voucher, basket, reference, lockMs: seconds * 1000, at, actor: actorOf(caller) }))
      return {
        voucher: viewVoucher(locked.voucher, at),
        quote: locked.quote === undefined ? null : viewQuote(locked.voucher.currency, locked.quote),
      }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/vouchers/{code}/redeem',
    tag,
    scope: 'vouchers:redeem',
    summary: 'Use the voucher up with an order',
    description: 'Once. The same order may ask again and is answered the same; any other is refused.',
    params,
    findsByKey: true,
    body: redeemRequest,
    response: voucherSchema,
    async handler(request) {
      const { at, sql, caller } = request
      const { customer, order, reference, discount } = request.body
      const basket = request.body.basket === undefined ? undefined : readBasket(request.body.basket)
      const voucher = await findVoucher(request, { customer, attempt: 'redeem' })
      if (discount !== undefined && discount.currency !== voucher.currency)
        throw new Problem('invalid_request', { errors: [{ path: 'discount.currency', message: `The voucher is in ${voucher.currency}` }] })
      const redeemed = await redeemVoucher(sql, {
        voucher,
        orderExternalId: order,
        reference,
        basket,
        discountMinor: discount?.amountMinor,
        at,
        actor: actorOf(caller),
      })
      return viewVoucher(requireDone(redeemed).voucher, at)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/vouchers/{code}/rollback',
    tag,
    scope: 'vouchers:redeem',
    summary: 'Take the voucher back from an order that was cancelled or fully refunded',
    description: 'It opens again, once, while it is valid. An order that is written as cancelled or refunded does this by itself.',
    params,
    findsByKey: true,
    body: rollbackRequest,
    response: voucherSchema,
    async handler(request) {
      const { at, sql, caller } = request
      const voucher = await findVoucher(request)
      const rolledBack = await rollBackVoucher(sql, { voucher, orderExternalId: request.body.order, at, actor: actorOf(caller) })
      return viewVoucher(requireDone(rolledBack).voucher, at)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/vouchers/{code}/revoke',
    tag,
    scope: 'vouchers:write',
    summary: 'End a voucher that is open, and give its budget back',
    params,
    findsByKey: true,
    response: voucherSchema,
    async handler(request) {
      const { at, sql, caller } = request
      const voucher = await findVoucher(request)
      return viewVoucher(requireDone(await revokeVoucher(sql, { voucher, at, actor: actorOf(caller) })).voucher, at)
    },
  }),
]

/** @throws Problem 409 with every reason */
function requireDone(outcome: VoucherOutcome): VoucherOutcome & { kind: 'done' } {
  if (outcome.kind === 'done') return outcome
  throw new Problem('voucher_refused', { errors: outcome.reasons.map((reason) => ({ path: reason, message: voucherRefusals[reason] })) })
}

/** @throws Problem 422 */
function readBasket(input: BasketInput): Basket {
  const basket = normaliseBasket(input)
  if (basket.kind === 'accepted') return basket.value
  throw new Problem('invalid_request', {
    errors: toFieldErrors(basket.faults.map(({ field, message }) => ({ field: `basket.${field}`, message }))),
  })
}
