/** How running voucher campaigns are, as the API gives it. */
import { z } from 'zod'
import { campaignKinds, campaignStatuses } from '../../db/queries/operations/read-campaigns.ts'
import { campaignCodes } from '../../domain/campaign-facts.ts'
import { channelNames } from '../../domain/channels.ts'
import { healthLevels } from '../../domain/health-levels.ts'
import { idOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'
import { healthLevel } from './system-health.ts'
import { campaignName } from './voucher-report-parts.ts'

/** A voucher campaign's id in a query or path: `aut_…` or `prm_…`; parses to its kind and UUID. */
export const campaignId = z
  .union(
    [
      idOf('autopilot').transform((id) => ({ kind: 'autopilot' as const, id })),
      idOf('promotion').transform((id) => ({ kind: 'promotion' as const, id })),
    ],
    { error: 'Not an id of an autopilot or promotion' },
  )
  .meta({ example: 'aut_01h45ntb4pex5vskgj6008aw2q', description: '`aut_…` or `prm_…`.' })

const messagesSchema = z.strictObject({
  settled: z.int().meta({ description: 'Messages whose fate is known, refused ones among them. Skipped customers have no message.' }),
  failures: z.int().meta({ description: 'Of these: failed, undeliverable, bounced or unknown.' }),
  failureRate: z.number().nullable().meta({ description: '0 to 1; null without a message.' }),
  byStatus: z.record(z.string(), z.int()),
})

export const campaignHealthSchema = z
  .strictObject({
    campaign: campaignName,
    status: z.enum(campaignStatuses),
    isOn: z.boolean().meta({ description: 'It is meant to go on now: enabled, scheduled, sending, or active.' }),
    since: formattedInstant.nullable().meta({ description: 'Enabled or launched.' }),
    level: healthLevel,
    reasons: z
      .array(z.strictObject({ code: z.enum(campaignCodes), level: healthLevel, message: z.string() }))
      .meta({ description: 'The worst first; none where all is well. docs/operations.md says what to do about each code.' }),
    isDormant: z.boolean().meta({ description: 'It is on, and nobody new gets anything of it.' }),
    dormantBecause: z.array(z.enum(campaignCodes)),
    trigger: z.string().nullable().meta({ description: 'The kind of its trigger; null for a promotion.' }),
    lastTriggerAt: formattedInstant
      .nullable()
      .meta({ description: 'The latest match of an autopilot; the freeze of a promotion’s audience.' }),
    lastSweepAt: formattedInstant.nullable(),
    lastDeliveryAt: formattedInstant.nullable().meta({ description: 'The latest message that a provider accepted.' }),
    messages: z.strictObject({ last24h: messagesSchema, last7d: messagesSchema }),
    backlog: z.strictObject({
      notStarted: z.int().meta({ description: 'Matched journeys without a run.' }),
      notStartedDue: z.int().meta({ description: 'Of these: their time has come.' }),
      oldestDueAt: formattedInstant.nullable(),
      unclaimed: z.int().meta({ description: 'Customers on pages of a promotion that were not claimed yet.' }),
      unclaimedDue: z.int(),
      oldestUnclaimedAt: formattedInstant.nullable(),
      deferredLate: z.int().meta({ description: 'Messages that were put off until an instant that passed more than five minutes ago.' }),
    }),
    journeys: z.strictObject({
      running: z.int(),
      late: z.int().meta({ description: 'Their wait was over more than a minute ago, and they have not moved since.' }),
      oldestLateAt: formattedInstant.nullable(),
      failed24h: z.int(),
      failed7d: z.int(),
    }),
    budgets: z.array(
      z.strictObject({
        owner: z.enum(['campaign', 'offer']),
        name: z.string(),
        vouchersLeft: z.int().nullable().meta({ description: 'Null: no limit.' }),
        maxVouchers: z.int().nullable(),
        moneyLeft: money.nullable(),
        maxMoney: money.nullable(),
        isExhausted: z.boolean().meta({ description: 'There is no room for one more voucher; `reasons` say why.' }),
      }),
    ),
    offers: z.array(z.strictObject({ name: z.string(), state: z.enum(['given', 'archived', 'ended', 'missing']) })),
    channels: z.strictObject({ used: z.array(z.enum(channelNames)), notSetUp: z.array(z.enum(channelNames)) }),
    probe: z.strictObject({ found: z.int(), entering: z.int() }).nullable().meta({
      description:
        'Of an autopilot that has found nobody for a week: how many customers its trigger is true of now, and how many of them may enter by the entry rule.',
    }),
    run: z.strictObject({
      state: z.enum(['open', 'missing', 'unknown', 'not_expected']).meta({ description: '`unknown`: Temporal gave no answer.' }),
      stage: z.string().nullable(),
      temporalUrl: z.string(),
    }),
  })
  .meta({ id: 'CampaignHealth' })

export const campaignHealthListSchema = z
  .strictObject({
    at: formattedInstant,
    data: z.array(campaignHealthSchema).meta({ description: 'The worst first; within a level the newest first.' }),
    totals: z.record(z.enum(healthLevels), z.int()),
    dormant: z.int(),
  })
  .meta({ id: 'CampaignHealthList' })

export const campaignHealthQuery = z.strictObject({
  status: z.enum(campaignStatuses).optional(),
  kind: z.enum(campaignKinds).optional(),
  level: z.enum(healthLevels).optional(),
})
