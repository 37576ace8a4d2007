/** What the codes of system health mean, for whoever reads a chart and not the live answer. docs/operations.md says what to do about each. */
import type { SystemPartName } from './system-health.ts'

const systemProblems = {
  no_answer: 'It did not answer in time.',
  temporal_slow: 'Temporal answers slowly.',
  no_workers: 'No worker asks for tasks: nothing moves until one is started.',
  tasks_wait: 'Tasks wait longer than they should: there are too few workers, or they are busy.',
  workflow_tasks_fail: 'Runs fail each time that a worker takes them up: most often a worker whose code does not fit their history.',
  schedule_missing: 'A Schedule is not there.',
  schedule_paused: 'A Schedule is paused.',
  schedule_late: 'A Schedule should have run and has not.',
  schedule_run_slow: 'The latest run of a Schedule takes too long.',
  schedule_missed: 'Runs of a Schedule were missed while Temporal was away.',
  standing_run_missing: 'A run that is always there is not.',
  outbox_waits: 'What was committed has not reached Temporal.',
  database_slow: 'The database answers slowly.',
  connections_short: 'The database is short of connections.',
  transaction_long: 'A transaction has been open for long: it keeps dead rows from being cleaned away.',
  ledger_not_vacuumed: 'The ledger holds many dead rows.',
  migrations_pending: 'Migrations of this version have not been applied.',
  provider_fails: 'A provider refuses or fails too many calls.',
} as const

export type SystemCode = keyof typeof systemProblems

/** A sentence; of a code that is not known (any more), the code itself. */
export function describeSystemCode(code: string): string {
  return code in systemProblems ? systemProblems[code as SystemCode] : code
}

export const systemCodes = Object.keys(systemProblems) as SystemCode[]

const labels: Record<SystemPartName, string> = {
  temporal: 'Temporal',
  workers: 'Workers and their task queue',
  workflowTasks: 'Workflow tasks',
  schedules: 'Schedules',
  outbox: 'Outbox',
  database: 'Database',
  providers: 'Providers',
}

export function describeSystemPart(part: SystemPartName): string {
  return labels[part]
}
