/** What only Temporal knows of a run, and only as long as it keeps it: tries, failures and deploys. Beside the timeline, which is the same with and without it. */

export type EngineNote = { at: Date } & (
  | { kind: 'task_failed' | 'task_timed_out'; code: string }
  /** Came through at last. */
  | { kind: 'activity_retried'; activity: string; attempts: number; code: string | null }
  | { kind: 'activity_failed'; activity: string; code: string | null }
  /** Is under way, or waits for its next try. */
  | { kind: 'activity_pending'; activity: string; attempts: number; code: string | null; nextTryAt: Date | null }
  | { kind: 'task_pending'; attempts: number }
  | { kind: 'cancel_requested' | 'terminated' | 'timed_out' | 'failed' | 'continued' }
)

/** In plain English, without times. */
export function describeEngineNote(note: EngineNote): string {
  switch (note.kind) {
    case 'task_failed':
      return `A worker could not go on with the run (${note.code}); it was tried again.`
    case 'task_timed_out':
      return 'A worker was lost while it worked on the run; another took over.'
    case 'activity_retried':
      return `${note.activity} came through at try ${note.attempts}${because(note.code)}.`
    case 'activity_failed':
      return `${note.activity} failed for good${because(note.code)}.`
    case 'activity_pending':
      return note.attempts > 1
        ? `${note.activity} is at try ${note.attempts}${because(note.code)}.`
        : `${note.activity} is under way, or waits for a worker.`
    case 'task_pending':
      return note.attempts > 1 ? `No worker can go on with the run: try ${note.attempts}.` : 'The run waits for a worker.'
    case 'cancel_requested':
      return 'Its end was asked for in Temporal.'
    case 'terminated':
      return 'The run was terminated in Temporal: nothing of it happens any more.'
    case 'timed_out':
      return 'The run came to its time limit in Temporal.'
    case 'failed':
      return 'The run failed in Temporal.'
    case 'continued':
      return 'The run went on in a new one, with an empty history.'
  }
}

function because(code: string | null): string {
  return code === null ? '' : ` (${code})`
}
