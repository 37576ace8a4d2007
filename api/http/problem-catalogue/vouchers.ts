/** What can be wrong with offers and vouchers. Each entry: `code: { status, title, meaning }`. */
export const voucherProblems = {
  voucher_not_found: {
    status: 404,
    title: 'There is no such voucher',
    meaning: 'The code is unknown, or it is not a voucher of the customer who was named. Each such answer counts as a guess.',
  },
  offer_archived: { status: 409, title: 'The offer is archived', meaning: 'Restore it to change it or to give vouchers of it.' },
  voucher_refused: {
    status: 409,
    title: 'The voucher cannot be used like that',
    meaning: '`errors` lists every reason; `path` is its code. docs/vouchers.md explains them. The refusal is kept with the voucher.',
  },
  budget_refused: {
    status: 409,
    title: 'The budget cannot be limited like that',
    meaning: '`detail` says which vouchers that are out stand in the way.',
  },
  voucher_code_mistyped: {
    status: 422,
    title: 'That is no voucher code',
    meaning: '`errors` says what is wrong with it, and `detail` what it can have been meant to be. Nothing was looked up.',
  },
  offer_needs_cap: {
    status: 422,
    title: 'The offer needs a cap',
    meaning: 'A money budget must know the most that one voucher may cost: give the percentage or the free delivery a `cap`.',
  },
  too_many_guesses: {
    status: 429,
    title: 'Too many unknown voucher codes',
    meaning: 'The visitor, or the API key, has asked for too many codes that do not exist. Wait for the seconds that `Retry-After` says.',
  },
} as const
