/** How the installation is, as people read it. */
import type { z } from 'zod'
import { findLateness } from '../../domain/system-health.ts'
import { describeSystemCode, describeSystemPart } from '../../domain/system-words.ts'
import type { GatheredSystem, JudgedSystem } from '../operations/system-health.ts'
import type { systemHealthSchema } from '../schemas/system-health.ts'
import { formatInstant, type TemporalPlace } from './broadcasts.ts'
import { linkRun, linkSchedule } from './temporal-links.ts'

export function viewSystemHealth(
  { level, parts }: JudgedSystem,
  facts: GatheredSystem,
  { now, temporal }: { now: Date; temporal: TemporalPlace },
): z.input<typeof systemHealthSchema> {
  const { workers, workflowTasks, schedules, providers, outbox, database } = facts
  return {
    level,
    at: now.toISOString(),
    parts: parts.map(({ reasons, ...part }) => ({
      ...part,
      label: describeSystemPart(part.part),
      reasons: reasons.map((reason) => ({ ...reason, meaning: describeSystemCode(reason.code) })),
    })),
    queues:
      workers?.queues.map((queue) => ({
        ...queue,
        pollers: queue.pollers.map(({ identity, lastPollAt }) => ({ identity, lastPollAt: formatInstant(lastPollAt) })),
      })) ?? null,
    failingRuns:
      workflowTasks === undefined
        ? null
        : {
            runs: workflowTasks.failing.map((run) => ({ ...run, temporalUrl: linkRun(run.workflowId, temporal) })),
            looked: workflowTasks.looked,
          },
    schedules:
      schedules?.schedules.map((schedule) => ({
        id: schedule.id,
        isMissing: schedule.isMissing,
        isPaused: schedule.isPaused,
        lastRunAt: formatInstant(schedule.lastRunAt),
        runningSince: formatInstant(schedule.runningSince),
        nextRunAt: formatInstant(schedule.nextRunAt),
        lateMs: findLateness(schedule, now),
        missed: schedule.missed,
        temporalUrl: linkSchedule(schedule.id, temporal),
      })) ?? null,
    providers: providers === undefined ? null : [...providers.channels],
    outbox: outbox ?? null,
    database:
      database === undefined
        ? null
        : {
            pendingMigrations: database.pendingMigrations,
            ledger: { ...database.ledger, vacuumedAt: formatInstant(database.ledger.vacuumedAt) },
          },
  }
}
