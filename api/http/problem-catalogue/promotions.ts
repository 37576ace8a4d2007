/** What can be wrong with promotions. Each entry: `code: { status, title, meaning }`. */
export const promotionProblems = {
  promotion_not_draft: {
    status: 409,
    title: 'The promotion is no draft any more',
    meaning: 'It was launched. Copy it to change it; its budget can be changed at any time.',
  },
  promotion_not_running: { status: 409, title: 'The promotion is not running', meaning: 'It is still a draft, or it has ended.' },
  promotion_update_refused: {
    status: 409,
    title: 'The promotion cannot do that now',
    meaning: '`detail` says why, for instance that a promotion whose audience is frozen cannot be rescheduled.',
  },
  promotion_not_ready: {
    status: 422,
    title: 'The promotion is not ready to be launched',
    meaning: '`errors` lists the checks that failed; `path` is the code of the check.',
  },
} as const
