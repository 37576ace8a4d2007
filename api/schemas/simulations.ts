/** Dry runs and replays of autopilots. */
import { z } from 'zod'
import { formattedIdOf } from './ids.ts'
import { unknowns } from '../../domain/journeys/simulation-unknowns.ts'
import { formattedInstant } from './instants.ts'
import { journeyOutcomes } from './journeys.ts'

export const simulationRequestSchema = z.strictObject({
  days: z.int().min(1).max(90).default(30),
  of: z.enum(['draft', 'published']).default('draft').meta({ description: 'The draft as it stands, or the latest published version.' }),
  limit: z.int().min(1).max(5_000).default(1_000).meta({ description: 'How many journeys are simulated at most.' }),
})

export const simulationSchema = z
  .strictObject({
    from: formattedInstant,
    until: formattedInstant,
    found: z.int().meta({ description: 'Times that the trigger finds somebody for whom the entry rule is true.' }),
    refused: z.int().meta({ description: 'Too soon after the time before.' }),
    heldOut: z.int(),
    dropped: z.int().meta({ description: 'The activation window never opens for them.' }),
    admitted: z.int(),
    simulated: z.int().meta({ description: 'Fewer than `admitted` where there are more than the limit: a stable part of them.' }),
    limit: z.int().meta({ description: 'How many journeys were simulated at most; sums and paths are of these.' }),
    unknown: z.array(z.enum(unknowns)).meta({
      description:
        'What it could not know: orders to come; reactions to messages and vouchers; entries that orders cause; the time of day of entries, which are looked at once a day; consents and addresses as they were.',
    }),
    stillRunning: z.int(),
    outcomes: z.array(z.strictObject({ outcome: z.enum(journeyOutcomes), reason: z.string(), journeys: z.int() })),
    byDay: z.array(
      z.strictObject({
        day: z.iso.date(),
        kind: z.string(),
        channel: z.string().nullable(),
        reason: z.string().nullable(),
        journeys: z.int(),
      }),
    ),
    journeys: z
      .array(
        z.strictObject({
          customerId: formattedIdOf('customer'),
          startedAt: formattedInstant,
          endedAt: formattedInstant.nullable(),
          outcome: z.string().nullable(),
          reason: z.string().nullable(),
          events: z.array(
            z.strictObject({
              at: formattedInstant,
              kind: z.string(),
              step: z.string(),
              channel: z.string().nullable(),
              reason: z.string().nullable(),
              until: formattedInstant.nullable(),
            }),
          ),
        }),
      )
      .meta({ description: 'The paths of the first hundred.' }),
    tookMs: z.int(),
  })
  .meta({ id: 'AutopilotSimulation' })
