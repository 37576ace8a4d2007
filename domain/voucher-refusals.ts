/** Why a voucher is not given, or not taken: closed lists, with the words that people read. Each refusal is kept under its code. */

/** Of an attempt to use, accept, revoke or roll back a voucher. */
export const voucherRefusals = {
  not_issued: 'The voucher is reserved and not yet the customer’s',
  not_yet_valid: 'The voucher is not valid yet',
  expired: 'The voucher has expired',
  revoked: 'The voucher was revoked',
  rolled_back: 'The voucher’s order was cancelled and it did not open again',
  already_redeemed: 'The voucher is redeemed already',
  locked: 'Another checkout holds the voucher at the moment',
  other_customer: 'The voucher is another customer’s',
  other_currency: 'The voucher is in another currency than the basket',
  nothing_in_scope: 'Nothing in the basket is what the voucher is for',
  minimum_spend: 'What the voucher is for comes to less than its minimum spend',
  nothing_to_discount: 'There is nothing to take off: the price or the delivery fee is zero',
  basket_missing: 'Send the basket: the voucher was not locked with one by this checkout',
  discount_differs: 'The discount is not the one that the voucher gives on this basket',
  order_cancelled: 'The order is cancelled or fully refunded',
  order_rolled_back: 'The voucher was taken back from this order before',
  not_redeemed: 'The voucher was not redeemed with this order',
} as const

export type VoucherRefusal = keyof typeof voucherRefusals

/** Why a customer was not given a voucher. */
export const issueRefusals = {
  unknown_customer: 'The customer is not known',
  unknown_offer: 'The offer is not known',
  offer_ended: 'The offer’s validity is over',
  limit_per_customer: 'The customer has had as many vouchers of this offer as one may have',
  open_vouchers_limit: 'The customer has as many open vouchers as the store allows at a time',
  budget_exhausted: 'The budget of the offer or of the campaign has no room for another voucher',
  offer_needs_cap: 'A money budget needs to know the most that a voucher may cost: the offer has no cap',
  other_currency: 'The offer is in another currency than the budget',
} as const

export type IssueRefusal = keyof typeof issueRefusals
