/** What can be wrong with audiences and their exports. Each entry: `code: { status, title, meaning }`. */
export const audienceProblems = {
  audience_archived: { status: 409, title: 'The audience is archived', meaning: 'Restore it to change it or to pin it.' },
  audience_in_use: {
    status: 409,
    title: 'The audience is in use',
    meaning: 'Audiences or campaigns name it: `used-by` lists them. Archive it instead; whoever uses it keeps it.',
  },
  too_many_pinned: {
    status: 409,
    title: 'Too many audiences are pinned',
    meaning: 'Each pinned one is counted every hour. Unpin another first.',
  },
  export_ended: { status: 409, title: 'The export has ended', meaning: 'It was done, or it had failed, before it could be cancelled.' },
  export_not_ready: {
    status: 409,
    title: 'The file is not there yet',
    meaning: 'The export is still running, or it ended without a file.',
  },
  export_expired: {
    status: 410,
    title: 'The file is gone',
    meaning: 'It holds personal data and is kept for a day at most. Start another export.',
  },
  audience_rule_invalid: {
    status: 422,
    title: 'The rule cannot be understood',
    meaning: '`errors` lists each fault with the path to it; a fault in a text has its position, line and column under `at`.',
  },
  audience_part_unavailable: {
    status: 422,
    title: 'Something that is named cannot be chosen',
    meaning: '`errors` names each: an audience that is archived, a group that was deleted, or something that is not there.',
  },
  audience_cycle: {
    status: 422,
    title: 'The audience would contain itself',
    meaning: '`errors` names the place in the rule and the audiences on the way back.',
  },
  audience_too_large: {
    status: 422,
    title: 'The rule is too large with the audiences that it names',
    meaning: '`detail` says how many conditions there may be in all.',
  },
  too_many_exports: {
    status: 429,
    title: 'Too many exports are under way',
    meaning: 'Wait for one to end, or cancel one.',
  },
  too_many_questions: {
    status: 429,
    title: 'Too many audiences are being asked about',
    meaning:
      'Previews and lists of members share a few places, so that they cannot slow down the rest. Ask again when `Retry-After` has passed.',
  },
  question_timed_out: {
    status: 503,
    title: 'The question took too long',
    meaning: 'The database did not answer in time and was told to stop. Narrow the rule, or its windows.',
  },
} as const
