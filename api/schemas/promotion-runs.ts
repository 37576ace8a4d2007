/** What a promotion would do, does and did, as the API gives it: preflight, progress, and each member's outcome. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { deliveryStatuses } from '../../domain/deliveries.ts'
import { promotionStatuses } from '../../domain/promotions.ts'
import { voucherStatuses } from '../../domain/voucher-transitions.ts'
import { formattedIdOf } from './ids.ts'
import { formattedInstant } from './instants.ts'
import { money } from './money.ts'
import { overlapsSchema } from './overlaps.ts'

const count = z.int().min(0)
const counts = z.record(z.string(), count)
const cost = z.strictObject({ amountMicros: z.number().meta({ description: 'Millionths of the currency’s unit.' }), currency: z.string() })

export const promotionCountsSchema = z
  .strictObject({ id: formattedIdOf('promotion'), issued: count.meta({ description: 'Vouchers that were given.' }), redeemed: count })
  .meta({ id: 'PromotionCounts' })

export const promotionPreflightSchema = z
  .strictObject({
    ok: z.boolean().meta({ description: 'No check is an error.' }),
    checks: z.array(z.strictObject({ code: z.string(), level: z.enum(['error', 'warning', 'info']), message: z.string() })),
    audience: z.strictObject({
      members: count.meta({ description: 'Everyone the audience names, those whom it excludes too.' }),
      reachable: count.meta({ description: 'On the first channel that is open to each.' }),
      unreachable: counts.meta({ description: 'By the reason that is the last word: on the last channel that would be tried.' }),
    }),
    channels: z.array(
      z.strictObject({
        channel: z.enum(channelNames),
        candidates: count.meta({ description: 'Those for whom no earlier channel is open.' }),
        reachable: count,
        deferred: count.meta({ description: 'Of the reachable, those who wait for the end of their quiet hours.' }),
        unreachable: counts,
        sms: z.strictObject({ parts: count, encoding: z.string(), estimatedCost: cost }).nullable(),
      }),
    ),
    vouchers: z
      .strictObject({
        wanted: count,
        room: count.meta({ description: 'As many of them as the budgets of promotion and offer have room for.' }),
        atOpenLimit: count.meta({ description: 'Members who have as many open vouchers as the store allows at a time.' }),
        refusal: z.string().nullable().meta({ description: 'Why there is not room for all.' }),
        mostEach: money.nullable().meta({ description: 'The most that one voucher takes off; null where there is no telling.' }),
        mostInAll: money.nullable(),
      })
      .nullable()
      .meta({ description: 'Null while there is no offer.' }),
    overlaps: overlapsSchema
      .pick({ pairs: true, stacked: true })
      .meta({ description: 'With campaigns that run or are scheduled, as `GET /api/v1/voucher-campaigns/overlaps?promotion=…` says it.' }),
  })
  .meta({ id: 'PromotionPreflight' })

const statusCounts = z.strictObject({
  pending: count,
  ...(Object.fromEntries(deliveryStatuses.map((status) => [status, count])) as Record<(typeof deliveryStatuses)[number], typeof count>),
})

export const promotionProgressSchema = z
  .strictObject({
    promotionId: formattedIdOf('promotion'),
    status: z.enum(promotionStatuses),
    stage: z.enum(['draft', 'scheduled', 'freezing', 'sending', 'waiting', 'paused', 'active', 'settling', 'ended', 'stopped', 'failed']),
    isPaused: z.boolean(),
    isFinished: z.boolean(),
    source: z.enum(['workflow', 'ledger']).meta({ description: '`ledger`: the run has ended or could not be asked.' }),
    recipients: count.meta({ description: 'Members of the frozen audience; 0 before the freeze.' }),
    byStatus: statusCounts.meta({ description: 'Each member once, by their final outcome so far; adds up to `recipients`.' }),
    skippedByReason: counts.meta({ description: 'Adds up to `byStatus.skipped`.' }),
    failedByReason: counts,
    channels: z
      .array(
        z.strictObject({
          channel: z.enum(channelNames),
          purpose: z.enum(['offer', 'reminder']),
          recipients: count,
          byStatus: statusCounts,
          skippedByReason: counts,
          failedByReason: counts,
        }),
      )
      .meta({ description: 'What happened on each channel: whoever fell through is on the next one too.' }),
    vouchers: z.strictObject({
      issued: count,
      byStatus: z.record(z.enum(voucherStatuses), count).meta({ description: 'Adds up to `issued`.' }),
    }),
    pages: count.nullable(),
    pagesDone: count.nullable(),
    waitingFor: z.string().nullable(),
    waitingUntil: formattedInstant.nullable(),
    temporalUrl: z.string().nullable(),
    at: formattedInstant,
  })
  .meta({ id: 'PromotionProgress' })

export const promotionRecipientSchema = z
  .strictObject({
    customerId: formattedIdOf('customer'),
    customerExternalId: z.string().nullable().meta({ description: 'Null once the customer was erased.' }),
    status: z.enum(['pending', ...deliveryStatuses]).meta({ description: 'On the last channel that was tried.' }),
    reason: z.string().nullable(),
    channel: z.enum(channelNames).nullable(),
    attempts: z
      .array(
        z.strictObject({
          channel: z.enum(channelNames),
          status: z.enum(deliveryStatuses),
          reason: z.string().nullable(),
          errorCode: z.string().nullable(),
          deferUntil: formattedInstant.nullable(),
          policyInputs: z.record(z.string(), z.unknown()).nullable().meta({
            description: 'What the contact policy looked at; `voucher` says why there was none, or what it had become.',
          }),
          claimedAt: formattedInstant,
          acceptedAt: formattedInstant.nullable(),
          settledAt: formattedInstant.nullable(),
        }),
      )
      .meta({ description: 'Each channel that was tried, in order.' }),
    reminder: z.strictObject({ channel: z.enum(channelNames), status: z.enum(deliveryStatuses), reason: z.string().nullable() }).nullable(),
    voucher: z
      .strictObject({ id: formattedIdOf('voucher'), code: z.string(), status: z.enum(voucherStatuses), validUntil: formattedInstant })
      .nullable(),
  })
  .meta({ id: 'PromotionRecipient' })
