/** What is matched and not completed, as the API gives it, and what may be done about it. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { pendingStates, stuckReasons, type StuckReason } from '../../domain/pending-triggers.ts'
import { campaignId } from './campaign-health.ts'
import { formattedIdOf, idOf } from './ids.ts'
import { formattedInstant, instant } from './instants.ts'
import { referenceTo } from './references.ts'
import { campaignName } from './voucher-report-parts.ts'

export const pendingActions = ['retry', 'skip', 'cancel'] as const

/** `jrn_…` of a journey, `snd_…` of a promotion's pages. */
export const pendingId = z
  .union(
    [
      idOf('journey').transform((id) => ({ kind: 'journey' as const, id })),
      idOf('send').transform((id) => ({ kind: 'pages' as const, id })),
    ],
    { error: 'Not an id of a journey or of a promotion’s pages' },
  )
  .meta({ description: '`jrn_…` or `snd_…`.', example: 'jrn_01h45ntb4pex5vskgj6008aw2q' })

const word = z.string().min(1).max(200)

export const pendingFilterFields = {
  campaign: campaignId.optional().meta({ description: '`aut_…` or `prm_…`.' }),
  kind: z.enum(['promotion', 'autopilot']).optional(),
  customer: referenceTo('customer').optional(),
  stage: word
    .optional()
    .meta({ description: 'As the row tells it: `matched`, `starting`, `acting`, `wait`, `cooldown`, `quiet_hours`, `waiting for …`.' }),
  waitingFor: word.optional().meta({ description: 'A code as in `waitingFor` of a row: `time`, `cooldown`, `activation_window`, …' }),
  state: z.enum(pendingStates).optional(),
  sinceFrom: instant.optional(),
  sinceUntil: instant.optional().meta({ description: 'Does not belong to it.' }),
  untilFrom: instant.optional(),
  untilUntil: instant.optional().meta({ description: 'Does not belong to it.' }),
}

export const pendingTriggerSchema = z
  .strictObject({
    id: z
      .union([formattedIdOf('journey'), formattedIdOf('send')])
      .meta({ description: 'A journey, or the pages of a promotion’s send that were not claimed yet.' }),
    campaign: campaignName,
    customer: z
      .strictObject({ id: formattedIdOf('customer'), externalId: z.string().nullable(), name: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null for pages. Without a name: the customer has none, or was erased.' }),
    state: z.enum(pendingStates).meta({
      description:
        '`not_started`: matched, no run yet. `late`: the wait was over more than a minute ago. `stuck`: the row and Temporal disagree, see `stuck`.',
    }),
    stage: z
      .string()
      .meta({ description: 'The search attribute RegularsStage of its run; without a run, or an answer, as the row tells it.' }),
    sentence: z.string(),
    since: formattedInstant.meta({ description: 'It is there since then.' }),
    waitingFor: z.string().nullable(),
    waitingForWords: z.string().nullable(),
    waitingUntil: formattedInstant.nullable(),
    stuck: z.strictObject({ code: z.enum(Object.keys(stuckReasons) as [StuckReason, ...StuckReason[]]), message: z.string() }).nullable(),
    matchedAt: formattedInstant,
    startedAt: formattedInstant.nullable(),
    step: z.strictObject({ id: z.string(), name: z.string().nullable() }).nullable(),
    versionNumber: z.int().nullable(),
    pages: z
      .strictObject({
        purpose: z.enum(['offer', 'reminder']),
        channel: z.enum(channelNames),
        pages: z.int(),
        customers: z.int(),
        dueCustomers: z.int().meta({ description: 'Of these: the page’s time has come.' }),
        lastAt: formattedInstant.meta({ description: 'When the last of the pages may leave.' }),
        customersPath: z.string().meta({ description: 'The list of these customers.' }),
      })
      .nullable(),
    actions: z.array(z.enum(pendingActions)).meta({ description: 'What can be done about it now.' }),
    temporalUrl: z.string().nullable().meta({ description: 'Its run in the Temporal UI; of pages, the promotion’s.' }),
  })
  .meta({ id: 'PendingTrigger' })

export const pendingTriggerListSchema = z
  .strictObject({
    data: z.array(pendingTriggerSchema),
    nextCursor: z.string().nullable().meta({ description: 'Null on the last page.' }),
    totals: z
      .strictObject({
        journeys: z.int(),
        customersOnPages: z.int(),
        byStage: z
          .array(z.strictObject({ stage: z.string(), state: z.enum(pendingStates), count: z.int() }))
          .meta({ description: 'Journeys, as their rows tell it.' }),
        openRuns: z
          .int()
          .nullable()
          .meta({ description: 'Journeys that Temporal has open now, whatever the filters; null without an answer.' }),
      })
      .nullable()
      .meta({ description: 'With the same filters; on the first page only.' }),
    isTemporalAnswered: z.boolean().meta({ description: 'False: stages are as the rows tell them, and nobody can say what is stuck.' }),
  })
  .meta({ id: 'PendingTriggerList' })

export const pageCustomerSchema = z.strictObject({
  customer: z.strictObject({ id: formattedIdOf('customer'), externalId: z.string().nullable(), name: z.string().nullable() }),
  notBefore: formattedInstant,
  isDeferred: z.boolean().meta({ description: 'It was put off until then, by quiet hours.' }),
})

export const maxPendingIds = 1_000

export const pendingActionBody = z
  .strictObject({
    ids: z.array(pendingId).min(1).max(maxPendingIds).optional().meta({ description: 'This, or a filter.' }),
    filter: z
      .strictObject({ ...pendingFilterFields })
      .optional()
      .meta({ description: 'As in the list, for journeys.' }),
    confirmedCount: z
      .int()
      .min(1)
      .max(maxPendingIds)
      .optional()
      .meta({ description: 'With a filter: how many there were when it was confirmed. Any other number now is refused.' }),
  })
  .refine(
    ({ ids, filter, confirmedCount }) =>
      (ids === undefined) === (filter !== undefined) && (filter === undefined) === (confirmedCount === undefined),
    {
      message: 'Send ids, or a filter with its confirmedCount',
    },
  )

export const pendingResultCodes = [
  'requested',
  'wait_ended',
  'cancelled',
  'dropped',
  'unknown_id',
  'journey_ended',
  'journey_not_waiting',
  'not_started',
  'not_restartable',
  'steered_by_promotion',
  'run_missing',
  'no_answer',
  'time_over',
] as const

export const pendingActionResultSchema = z
  .strictObject({
    results: z
      .array(
        z.strictObject({
          id: z.string(),
          outcome: z
            .enum(['done', 'refused', 'not_answered'])
            .meta({ description: '`not_answered`: nobody can say whether it was done; asking again does it once.' }),
          code: z.enum(pendingResultCodes),
          message: z.string(),
        }),
      )
      .meta({ description: 'One for each id, in their order.' }),
    done: z.int(),
    refused: z.int(),
    notAnswered: z.int(),
  })
  .meta({ id: 'PendingActionResult' })
