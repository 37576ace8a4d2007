/** What can be wrong with segments. Each entry: `code: { status, title, meaning }`. */
export const segmentProblems = {} as const
