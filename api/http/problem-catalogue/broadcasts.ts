/** What can be wrong with broadcasts. Each entry: `code: { status, title, meaning }`. */
export const broadcastProblems = {
  broadcast_not_draft: {
    status: 409,
    title: 'The broadcast is no draft any more',
    meaning: 'It was sent or scheduled. Copy it to change it.',
  },
  broadcast_not_running: { status: 409, title: 'The broadcast is not running', meaning: 'It is still a draft, or it has ended.' },
  broadcast_update_refused: {
    status: 409,
    title: 'The broadcast cannot do that now',
    meaning: '`detail` says why, for instance that a broadcast whose pages have left cannot be rescheduled.',
  },
  delivery_not_unknown: {
    status: 409,
    title: 'The delivery has an outcome already',
    meaning: 'Only a delivery in status `unknown` can be settled by hand.',
  },
  address_suppressed: { status: 409, title: 'The address is suppressed', meaning: 'Not even a test goes there. See the suppression list.' },
  version_mismatch: {
    status: 412,
    title: 'It has changed in the meantime',
    meaning: 'Read it again; `If-Match` is not its version any more.',
  },
  message_invalid: { status: 422, title: 'The message cannot be rendered', meaning: '`errors` lists what is wrong with it.' },
  preflight_failed: {
    status: 422,
    title: 'The broadcast is not ready to be sent',
    meaning: '`errors` lists the checks that failed; `path` is the code of the check.',
  },
} as const
