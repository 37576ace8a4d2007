/** Autopilots as the API takes and gives them. */
import { z } from 'zod'
import { autopilotStatuses } from '../../db/queries/autopilots/autopilots.ts'
import { waitingChoices } from '../../domain/journeys/journey-pause.ts'
import { templateNames } from '../../domain/journeys/templates.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'
import { budgetInput } from './offers.ts'
import { definitionSchema } from './journey-definitions.ts'
import { journeyOutcomes } from './journeys.ts'

const name = z.string().trim().min(1).max(200)
const budgetViewSchema = z.strictObject({
  maxVouchers: z.int().nullable(),
  maxMoney: money.nullable(),
  usedVouchers: z.int().meta({ description: 'Vouchers that are open or redeemed.' }),
  usedMoney: money.nullable().meta({ description: 'The worst case of those that are open, and the discounts of those that are redeemed.' }),
})

export const newAutopilotSchema = z.strictObject({
  name,
  definition: definitionSchema.optional().meta({ description: 'This, or the name of a template.' }),
  template: z.enum(templateNames).optional(),
  budget: budgetInput.optional(),
})

export const autopilotChangeSchema = z.strictObject({
  name: name.optional(),
  definition: definitionSchema.optional(),
  budget: budgetInput.optional(),
})

export const disableSchema = z.strictObject({
  waiting: z.enum(waitingChoices).meta({
    description:
      'What waiting customers do when it is enabled again: go on at the date that they had, wait all over again, or count only the time that was no pause.',
  }),
})

export const retireSchema = z.strictObject({
  journeys: z.enum(['finish', 'end']).meta({ description: 'Whether running journeys go on to their end, or end now.' }),
})

export const autopilotSchema = z
  .strictObject({
    id: formattedIdOf('autopilot'),
    name: z.string(),
    status: z.enum(autopilotStatuses),
    template: z.string().nullable(),
    definition: definitionSchema.meta({ description: 'The draft: what publishing would make the next version.' }),
    budget: budgetViewSchema.nullable(),
    version: z.int().meta({ description: 'Grows with every change of name or draft; the `ETag`.' }),
    publishedNumber: z.int().nullable().meta({ description: 'The version that new journeys start on.' }),
    enabledAt: formattedInstant.nullable(),
    disabledAt: formattedInstant.nullable(),
    retiredAt: formattedInstant.nullable(),
    lastSweepAt: formattedInstant.nullable(),
    sweepError: z.string().nullable(),
    createdAt: formattedInstant,
    updatedAt: formattedInstant,
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'Autopilot' })

const faultSchema = z.strictObject({ path: z.string(), message: z.string() })

export const definitionCheckSchema = z.strictObject({ ok: z.boolean(), errors: z.array(faultSchema) })

export const versionSchema = z
  .strictObject({
    id: formattedIdOf('journeyVersion'),
    autopilotId: formattedIdOf('autopilot'),
    number: z.int(),
    definition: definitionSchema,
    publishedAt: formattedInstant,
    journeys: z.int().optional().meta({ description: 'Those on it that have not ended.' }),
  })
  .meta({ id: 'JourneyVersion' })

export const templateSchema = z.strictObject({
  name: z.enum(templateNames),
  label: z.string(),
  description: z.string(),
  definition: definitionSchema,
})

const stepMap = z
  .record(z.string().max(100), z.string().max(100))
  .default({})
  .meta({ description: 'Where journeys go on that wait at a step of another name: `{"old step": "new step"}`.' })

export const migrationRequestSchema = z.strictObject({ steps: stepMap })

export const migrationPreviewSchema = z.strictObject({
  toNumber: z.int(),
  stays: z.int().meta({ description: 'On that version already, or not waiting at a step at which it could go on.' }),
  couldMove: z.int(),
  wouldLeave: z.int().meta({ description: 'Of those who could move: an exit rule of the version is true of them.' }),
  steps: z.array(
    z.strictObject({
      fromNumber: z.int(),
      step: z.string().nullable(),
      journeys: z.int(),
      goesOnAt: z.string().nullable().meta({ description: 'Null: they stay.' }),
    }),
  ),
})

export const migrationStartedSchema = z.strictObject({ toNumber: z.int() })

const journeys = z.int().min(0)

export const autopilotCountsSchema = z
  .strictObject({
    id: formattedIdOf('autopilot'),
    pending: journeys.meta({ description: 'Matched, and not started yet.' }),
    running: journeys,
    ended: journeys.meta({ description: 'Without those that were held out.' }),
    heldOut: journeys,
  })
  .meta({ id: 'AutopilotCounts' })

export const autopilotNumbersSchema = z
  .strictObject({
    pending: journeys.meta({ description: 'Matched, and not started yet.' }),
    running: journeys,
    ended: journeys.meta({ description: 'Without those that were held out.' }),
    heldOut: journeys,
    outcomes: z.array(z.strictObject({ outcome: z.enum(journeyOutcomes), reason: z.string().nullable(), journeys })),
    steps: z.array(
      z.strictObject({
        step: z.string(),
        waiting: journeys.meta({ description: 'Standing there now.' }),
        reached: journeys.meta({ description: 'Those that ever came to it.' }),
        happened: z.array(
          z.strictObject({
            kind: z.string(),
            channel: z.string().nullable(),
            reason: z.string().nullable().meta({ description: 'Of a split, the arm; of a branch, its number, or -1 for `otherwise`.' }),
            journeys,
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'AutopilotNumbers' })
