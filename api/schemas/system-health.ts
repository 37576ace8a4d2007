/** How the installation is, as the API gives it. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { healthLevels } from '../../domain/health-levels.ts'
import { systemParts } from '../../domain/system-health.ts'
import { systemCodes } from '../../domain/system-words.ts'
import { formattedInstant } from './instants.ts'

export const healthLevel = z.enum(healthLevels).meta({ description: 'Amber: look at it today. Red: look at it now.' })

const partSchema = z.strictObject({
  part: z.enum(systemParts),
  label: z.string(),
  level: healthLevel,
  isAnswered: z.boolean().meta({ description: 'False: it gave no answer in its time, and all that it would have said is null.' }),
  reasons: z.array(
    z.strictObject({
      code: z.enum(systemCodes),
      level: healthLevel,
      message: z.string().meta({ description: 'With the numbers.' }),
      meaning: z.string().meta({ description: 'What the code says in general; docs/operations.md says what to do about it.' }),
    }),
  ),
  figures: z
    .record(z.string(), z.number().nullable())
    .meta({ description: 'As they are kept of each minute and drawn over a period. Durations in milliseconds.' }),
})

export const systemHealthSchema = z
  .strictObject({
    level: healthLevel.meta({ description: 'The worst of the parts.' }),
    at: formattedInstant,
    parts: z.array(partSchema).meta({ description: 'Always all of them, in the same order.' }),
    queues: z
      .array(
        z.strictObject({
          kind: z.enum(['workflow', 'activity']),
          backlog: z.int().meta({ description: 'Tasks that no worker has taken yet, as the server estimates them.' }),
          backlogAgeMs: z.number(),
          pollers: z.array(z.strictObject({ identity: z.string(), lastPollAt: formattedInstant.nullable() })).meta({
            description: 'Workers that have asked lately, by their process. One that has stopped is forgotten after five minutes.',
          }),
        }),
      )
      .nullable(),
    failingRuns: z
      .strictObject({
        runs: z.array(z.strictObject({ workflowId: z.string(), workflowType: z.string(), attempts: z.int(), temporalUrl: z.string() })),
        looked: z.int().nullable().meta({
          description:
            'How many runs were looked at: campaigns, standing runs and journeys that are late. Null: the server knew of all runs.',
        }),
      })
      .nullable(),
    schedules: z
      .array(
        z.strictObject({
          id: z.string(),
          isMissing: z.boolean(),
          isPaused: z.boolean(),
          lastRunAt: formattedInstant.nullable(),
          runningSince: formattedInstant.nullable().meta({ description: 'The latest run has not ended.' }),
          nextRunAt: formattedInstant.nullable(),
          lateMs: z.number().meta({ description: 'How long ago it should have run and has not.' }),
          missed: z.int().meta({ description: 'Runs that could not be made up for, since the Schedule was made.' }),
          temporalUrl: z.string(),
        }),
      )
      .nullable(),
    providers: z
      .array(
        z.strictObject({
          channel: z.enum(channelNames),
          calls15m: z.int(),
          failures15m: z.int(),
          calls1h: z.int(),
          failures1h: z.int(),
          worstCode: z.string().nullable().meta({ description: 'The commonest failure of the last hour.' }),
        }),
      )
      .nullable()
      .meta({ description: 'Channels that were called in the last hour.' }),
    outbox: z
      .strictObject({ rows: z.int(), failing: z.int(), oldestAgeMs: z.number().nullable(), errorCodes: z.array(z.string()) })
      .nullable(),
    database: z
      .strictObject({
        pendingMigrations: z.array(z.string()),
        ledger: z.strictObject({ rows: z.number(), deadRows: z.number(), vacuumedAt: formattedInstant.nullable() }),
      })
      .nullable(),
  })
  .meta({ id: 'SystemHealth' })
