/** What the parts of an installation are judged by: each part's facts become reasons, with every threshold in one table. No clock: instants come in. */
import type { ChannelName } from './channels.ts'
import { exceed, findWorstLevel, formatCount, formatSpan, type HealthLevel, type HealthReason, sortReasons } from './health-levels.ts'
import type { SystemCode } from './system-words.ts'

export const systemParts = ['temporal', 'workers', 'workflowTasks', 'schedules', 'outbox', 'database', 'providers'] as const
export type SystemPartName = (typeof systemParts)[number]

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

export const systemThresholds = {
  temporalLatencyMs: { amber: 500, red: 2 * second },
  /** A poll that finds nothing ends after a minute and is made again at once. */
  pollAgeMs: { amber: 90 * second, red: 3 * minute },
  backlogAgeMs: { amber: 30 * second, red: 5 * minute },
  /** A task that fails is tried again and again: the first repeat may be a worker that was stopped. */
  workflowTaskAttempts: 3,
  scheduleLateMs: { amber: 2 * minute, red: 15 * minute },
  scheduleRunMs: { amber: 30 * minute, red: 3 * hour },
  /** The relay looks twice a second. */
  outboxAgeMs: { amber: 30 * second, red: 5 * minute },
  databaseLatencyMs: { amber: 200, red: 2 * second },
  connectionsShare: { amber: 0.8, red: 0.95 },
  transactionMs: { amber: 5 * minute, red: hour },
  deadRowsShare: { amber: 0.4, red: 0.8 },
  /** Below so many rows it does not matter. */
  deadRowsFrom: 100_000,
  providerFailures: { amber: 0.05, red: 0.25 },
  /** Fewer calls say nothing. */
  providerCallsFrom: 20,
} as const

export interface QueueFacts {
  kind: 'workflow' | 'activity'
  pollers: { identity: string; lastPollAt: Date | null }[]
  backlog: number
  backlogAgeMs: number
}

export interface ScheduleFacts {
  id: string
  /** The server knows no such Schedule. */
  isMissing: boolean
  isPaused: boolean
  createdAt: Date | null
  lastRunAt: Date | null
  /** The latest run is still under way since then. */
  runningSince: Date | null
  nextRunAt: Date | null
  everyMs: number | null
  /** Runs that were never started, because the server was away for longer than they may be made up for. */
  missed: number
}

export interface SystemFacts {
  temporal: { latencyMs: number }
  workers: { queues: QueueFacts[] }
  workflowTasks: {
    failing: { workflowId: string; workflowType: string; attempts: number }[]
    /** Null: the server was asked about all of them. */
    looked: number | null
  }
  schedules: { schedules: ScheduleFacts[]; standingRuns: { workflowId: string; isOpen: boolean }[] }
  outbox: { rows: number; oldestAgeMs: number | null; failing: number; errorCodes: string[] }
  database: DatabaseFacts
  providers: { channels: ProviderFacts[] }
}

export interface DatabaseFacts {
  /** Of `SELECT 1`, with the way there and back. */
  latencyMs: number
  connections: number
  maxConnections: number
  /** Of this database alone; null where none is open. */
  oldestTransactionMs: number | null
  sizeBytes: number
  pendingMigrations: string[]
  ledger: { rows: number; deadRows: number; vacuumedAt: Date | null }
}

export interface ProviderFacts {
  channel: ChannelName
  calls15m: number
  failures15m: number
  calls1h: number
  failures1h: number
  /** The commonest failure of the last hour. */
  worstCode: string | null
}

export type SystemReason = HealthReason<SystemCode>
export type Judges = { [Part in SystemPartName]: (facts: SystemFacts[Part], now: Date) => SystemReason[] }

const reason = (code: SystemCode, level: HealthLevel, message: string): SystemReason => ({ code, level, message })

/** One function a part: its reasons, none where all is well. */
const judges: Judges = {
  temporal({ latencyMs }) {
    const level = exceed(latencyMs, systemThresholds.temporalLatencyMs)
    return level === undefined ? [] : [reason('temporal_slow', level, `Temporal took ${latencyMs} ms to answer`)]
  },

  workers({ queues }, now) {
    return queues.flatMap(({ kind, pollers, backlog, backlogAgeMs }) => {
      const age = findPollAge(pollers, now)
      const polls = age === null ? 'red' : exceed(age, systemThresholds.pollAgeMs)
      const waits = exceed(backlogAgeMs, systemThresholds.backlogAgeMs)
      const asks = age === null ? `No worker asks for ${kind} tasks` : `No worker has asked for ${kind} tasks for ${formatSpan(age)}`
      return [
        ...(polls === undefined
          ? []
          : [reason('no_workers', polls, `${asks}: ${backlog === 0 ? 'whatever comes' : formatCount(backlog, 'task')} will wait`)]),
        ...(waits === undefined
          ? []
          : [reason('tasks_wait', waits, `${countTasks(backlog, kind)}, the oldest for ${formatSpan(backlogAgeMs)}`)]),
      ]
    })
  },

  workflowTasks({ failing }) {
    const [first] = failing
    if (first === undefined) return []
    const rest = failing.length === 1 ? '' : ` and ${failing.length - 1} more`
    return [
      reason(
        'workflow_tasks_fail',
        'red',
        `${formatCount(failing.length, 'run')} cannot go on: the workflow task of ${first.workflowId} was tried ${first.attempts} times${rest}`,
      ),
    ]
  },

  schedules: ({ schedules, standingRuns }, now) => [
    ...schedules.flatMap((schedule) => judgeSchedule(schedule, now)),
    ...standingRuns.flatMap(({ workflowId, isOpen }) =>
      isOpen
        ? []
        : [
            reason(
              'standing_run_missing',
              'red',
              `The run ${workflowId}, which is always there, is not: the next worker that starts brings it back`,
            ),
          ],
    ),
  ],

  outbox({ rows, oldestAgeMs, errorCodes }) {
    const level = exceed(oldestAgeMs, systemThresholds.outboxAgeMs)
    if (level === undefined || oldestAgeMs === null) return []
    const why = errorCodes.length === 0 ? '' : ` (${errorCodes.join(', ')})`
    const waits = formatCount(rows, 'message to Temporal waits', 'messages to Temporal wait')
    return [reason('outbox_waits', level, `${waits}, the oldest for ${formatSpan(oldestAgeMs)}${why}`)]
  },

  database({ latencyMs, connections, maxConnections, oldestTransactionMs, pendingMigrations, ledger }) {
    const slow = exceed(latencyMs, systemThresholds.databaseLatencyMs)
    const full = exceed(connections / maxConnections, systemThresholds.connectionsShare)
    const long = exceed(oldestTransactionMs, systemThresholds.transactionMs)
    const dead =
      ledger.rows < systemThresholds.deadRowsFrom ? undefined : exceed(ledger.deadRows / ledger.rows, systemThresholds.deadRowsShare)
    return [
      ...(pendingMigrations.length === 0 ? [] : [reason('migrations_pending', 'red', `Not applied: ${pendingMigrations.join(', ')}`)]),
      ...(slow === undefined ? [] : [reason('database_slow', slow, `SELECT 1 took ${latencyMs} ms`)]),
      ...(full === undefined ? [] : [reason('connections_short', full, `${connections} of ${maxConnections} connections are in use`)]),
      ...(long === undefined || oldestTransactionMs === null
        ? []
        : [reason('transaction_long', long, `A transaction is open for ${formatSpan(oldestTransactionMs)}`)]),
      ...(dead === undefined
        ? []
        : [
            reason(
              'ledger_not_vacuumed',
              dead,
              `${formatCount(ledger.deadRows, 'dead row')} in the ledger of ${ledger.rows.toLocaleString('en')}`,
            ),
          ]),
    ]
  },

  providers: ({ channels }) => channels.flatMap(judgeProvider),
}

const countTasks = (count: number, kind: string) => formatCount(count, `${kind} task waits`, `${kind} tasks wait`)

function judgeSchedule({ id, isMissing, isPaused, missed, ...schedule }: ScheduleFacts, now: Date): SystemReason[] {
  if (isMissing) return [reason('schedule_missing', 'red', `The Schedule ${id} is not there: the next worker that starts makes it`)]
  if (isPaused) return [reason('schedule_paused', 'amber', `The Schedule ${id} is paused in the Temporal UI`)]
  const { runningSince } = schedule
  const runsMs = runningSince === null ? null : now.getTime() - runningSince.getTime()
  const slow = exceed(runsMs, systemThresholds.scheduleRunMs)
  const lateMs = findLateness(schedule, now)
  const late = runsMs === null ? exceed(lateMs, systemThresholds.scheduleLateMs) : undefined
  return [
    ...(slow === undefined || runsMs === null
      ? []
      : [reason('schedule_run_slow', slow, `The latest run of ${id} has not ended for ${formatSpan(runsMs)}`)]),
    ...(late === undefined ? [] : [reason('schedule_late', late, `${id} should have run ${formatSpan(lateMs)} ago`)]),
    ...(missed === 0
      ? []
      : [reason('schedule_missed', 'green', `${formatCount(missed, 'run')} of ${id} could not be made up for since it was made`)]),
  ]
}

/** How long ago it should have run and has not. */
export function findLateness(
  { createdAt, lastRunAt, nextRunAt, everyMs }: Pick<ScheduleFacts, 'createdAt' | 'lastRunAt' | 'nextRunAt' | 'everyMs'>,
  now: Date,
): number {
  const since = lastRunAt ?? createdAt
  const due = [nextRunAt?.getTime(), since === null || everyMs === null ? undefined : since.getTime() + everyMs]
  return Math.max(0, ...due.map((at) => (at === undefined ? 0 : now.getTime() - at)))
}

function judgeProvider({ channel, calls15m, failures15m, calls1h, failures1h, worstCode }: ProviderFacts): SystemReason[] {
  for (const { calls, failures, span } of [
    { calls: calls15m, failures: failures15m, span: '15 minutes' },
    { calls: calls1h, failures: failures1h, span: 'hour' },
  ]) {
    if (calls < systemThresholds.providerCallsFrom) continue
    const level = exceed(failures / calls, systemThresholds.providerFailures)
    const why = worstCode === null ? '' : `, most of them as ${worstCode}`
    if (level !== undefined)
      return [reason('provider_fails', level, `${failures} of ${formatCount(calls, `${channel} call`)} of the last ${span} failed${why}`)]
  }
  return []
}

/** Milliseconds since any worker asked; null where none is known. */
function findPollAge(pollers: QueueFacts['pollers'], now: Date): number | null {
  const latest = Math.max(...pollers.map(({ lastPollAt }) => lastPollAt?.getTime() ?? 0), 0)
  return latest === 0 ? null : Math.max(0, now.getTime() - latest)
}

export interface JudgedPart {
  level: HealthLevel
  reasons: SystemReason[]
}

/** @param facts undefined: the part did not answer in its time */
export function judgePart<Part extends SystemPartName>(part: Part, facts: SystemFacts[Part] | undefined, now: Date): JudgedPart {
  const reasons = facts === undefined ? [reason('no_answer', 'red', 'No answer in time')] : sortReasons(judges[part](facts, now))
  return { level: findWorstLevel(reasons.map(({ level }) => level)), reasons }
}

/** Numbers of a part, kept with each sample and drawn over a period. Null where nobody could say. */
export type Figures = Record<string, number | null>

const figuresOf: { [Part in SystemPartName]: (facts: SystemFacts[Part] | undefined, now: Date) => Figures } = {
  temporal: (facts) => ({ latencyMs: facts?.latencyMs ?? null }),
  workers: (facts, now) => ({
    workflowPollers: facts?.queues.find(({ kind }) => kind === 'workflow')?.pollers.length ?? null,
    activityPollers: facts?.queues.find(({ kind }) => kind === 'activity')?.pollers.length ?? null,
    lastPollAgeMs:
      facts === undefined
        ? null
        : findPollAge(
            facts.queues.flatMap(({ pollers }) => pollers),
            now,
          ),
    backlog: facts?.queues.reduce((sum, queue) => sum + queue.backlog, 0) ?? null,
    backlogAgeMs: facts === undefined ? null : Math.max(0, ...facts.queues.map((queue) => queue.backlogAgeMs)),
  }),
  workflowTasks: (facts) => ({ failing: facts?.failing.length ?? null }),
  schedules: (facts, now) => ({
    schedules: facts?.schedules.length ?? null,
    late:
      facts?.schedules.filter(
        (one) => one.runningSince === null && !one.isPaused && findLateness(one, now) >= systemThresholds.scheduleLateMs.amber,
      ).length ?? null,
    missed: facts?.schedules.reduce((sum, one) => sum + one.missed, 0) ?? null,
  }),
  outbox: (facts) => ({ rows: facts?.rows ?? null, oldestAgeMs: facts?.oldestAgeMs ?? null, failing: facts?.failing ?? null }),
  database: (facts) => ({
    latencyMs: facts?.latencyMs ?? null,
    connections: facts?.connections ?? null,
    maxConnections: facts?.maxConnections ?? null,
    oldestTransactionMs: facts?.oldestTransactionMs ?? null,
    sizeBytes: facts?.sizeBytes ?? null,
  }),
  providers: (facts) => {
    const sum = (name: 'calls15m' | 'failures15m' | 'calls1h' | 'failures1h') =>
      facts?.channels.reduce((total, one) => total + one[name], 0) ?? null
    return { calls15m: sum('calls15m'), failures15m: sum('failures15m'), calls1h: sum('calls1h'), failures1h: sum('failures1h') }
  },
}

export function figurePart<Part extends SystemPartName>(part: Part, facts: SystemFacts[Part] | undefined, now: Date): Figures {
  return figuresOf[part](facts, now)
}
