/** Journeys as the API gives them. */
import { z } from 'zod'
import { journeyStatuses } from '../../db/queries/journeys/journeys.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'

export const journeyOutcomes = ['completed', 'exited', 'expired', 'cancelled', 'failed', 'holdout', 'dropped'] as const

const fields = {
  id: formattedIdOf('journey'),
  autopilotId: formattedIdOf('autopilot'),
  autopilotName: z.string(),
  customerId: formattedIdOf('customer'),
  occurrence: z
    .string()
    .meta({ description: 'What made it start: of a quiet spell its last order’s instant, of a date the year, of an event its id.' }),
  run: z.int().meta({ description: 'The how-manyth of this customer in this autopilot.' }),
  versionNumber: z.int(),
  arm: z.enum(['treated', 'holdout']),
  status: z.enum(journeyStatuses),
  matchedAt: formattedInstant,
  notBefore: formattedInstant,
  startedAt: formattedInstant.nullable(),
  endedAt: formattedInstant.nullable(),
  outcome: z.enum(journeyOutcomes).nullable(),
  reason: z.string().nullable(),
  step: z.string().nullable(),
  waitingFor: z.string().nullable(),
  waitingUntil: formattedInstant.nullable(),
  temporalUrl: z.string().nullable(),
}

export const journeySchema = z.strictObject(fields).meta({ id: 'Journey' })

export const journeyDetailSchema = z
  .strictObject({
    ...fields,
    events: z.array(
      z.strictObject({
        seq: z.int(),
        at: formattedInstant,
        kind: z.string(),
        step: z.string().nullable(),
        channel: z.string().nullable(),
        reason: z.string().nullable(),
        details: z.record(z.string(), z.unknown()).nullable(),
      }),
    ),
    verdicts: z.array(
      z.strictObject({
        at: formattedInstant,
        step: z.string(),
        channel: z.string(),
        verdict: z.enum(['send', 'skip', 'defer']),
        reason: z.string().nullable(),
        until: formattedInstant.nullable(),
        inputs: z.record(z.string(), z.unknown()).nullable().meta({ description: 'What the contact policy looked at.' }),
      }),
    ),
  })
  .meta({ id: 'JourneyDetail' })
