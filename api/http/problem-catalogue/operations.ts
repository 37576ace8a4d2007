/** What can be wrong with actions on what is pending. Each entry: `code: { status, title, meaning }`. */
export const operationsProblems = {
  pending_count_changed: {
    status: 409,
    title: 'There are not as many as were confirmed',
    meaning: '`detail` says how many the filter finds now. Nothing was done: look again, and confirm that number.',
  },
} as const
