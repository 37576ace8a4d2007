/** The one task queue that every worker polls. */
export const taskQueue = 'regulars'
