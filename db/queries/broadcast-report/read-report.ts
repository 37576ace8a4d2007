/**
 * The report of one broadcast: every number from one snapshot, so that they add up to the audience while messages are still leaving.
 */
import { compareArms, type Lift } from '../../../domain/lift.ts'
import { type HourRange, placeHours, type ReportHours } from '../../../domain/report-hours.ts'
import type { Pool, Sql } from '../../client.ts'
import { readSettings } from '../settings.ts'
import type { AttributedOrders } from './attribute-orders.ts'
import { bucketHours, type HourBucket } from './bucket-hours.ts'
import { countDeliveries, type DeliveryCounts } from './count-deliveries.ts'
import { countEngagement, type EngagementCounts } from './count-engagement.ts'
import { countSms, type SmsCosts } from './count-sms.ts'
import { readArms } from './read-arms.ts'
import { type ComparedBroadcast, readCompared } from './read-comparison.ts'
import { readFigures, type ReportFigures } from './read-figures.ts'

export interface SmsReport extends SmsCosts {
  /** All parts at the store's own price of a part. */
  estimatedCost: { amountMicros: number; currency: string }
}

export interface BroadcastReport extends DeliveryCounts, EngagementCounts {
  computedAt: Date
  /** What the provider took: accepted, delivered, undeliverable and bounced together. */
  sent: number
  sms: SmsReport | null
  attributed: AttributedOrders
  /** Null without a holdout. */
  lift: (Lift & { currency: string; windowMs: number }) | null
  overTime: HourBucket[]
  /** Of the hours that were asked for, as all that is not about the audience as it stands by now. */
  figures: ReportFigures
  /** When it began and which part of its life was asked for; null before the freeze. */
  begunAt: Date | null
  range: HourRange | null
  compared: ComparedBroadcast[]
}

export interface ReportAsked {
  /** Without them its whole life. */
  hours?: ReportHours | undefined
  /** A broadcast's UUID, or `average`. */
  compareWith?: string | undefined
}

interface SendFacts {
  channel: string
  holdoutPercent: number
  windowMs: number | null
  frozenAt: Date
}

/** @param now of the hours that have not come yet */
export async function readReport(
  pool: Pool,
  broadcastId: string,
  { hours, compareWith }: ReportAsked = {},
  now: Date = new Date(),
): Promise<BroadcastReport> {
  return pool.begin('isolation level repeatable read read only', async (sql): Promise<BroadcastReport> => {
    const [send] = await sql<SendFacts[]>`
      SELECT channel, holdout_percent::float8 AS "holdoutPercent", (policy ->> 'attributionWindowMs')::float8 AS "windowMs", frozen_at AS "frozenAt"
      FROM sends WHERE id = ${broadcastId}`
    const [clock] = await sql<{ at: Date }[]>`SELECT now() AS at`
    const policy = await readSettings(sql, 'contact_policy')
    const store = await readSettings(sql, 'store')
    const windowMs = send?.windowMs ?? policy.value.attributionWindowMs
    const counts = await countDeliveries(sql, broadcastId)
    const begunAt = send?.frozenAt ?? null
    const range = hours === undefined || begunAt === null ? undefined : placeHours(hours, { begunAt, now })
    const figures = await readFigures(sql, { sendId: broadcastId, range, windowMs, store: store.value })
    return {
      ...counts,
      ...(await countEngagement(sql, broadcastId, range)),
      computedAt: clock?.at ?? now,
      sent: figures.sent,
      sms: send?.channel === 'sms' ? await readSms(sql, broadcastId, store.value, range) : null,
      attributed: { windowMs, orders: figures.orders, customers: figures.buyers, revenue: figures.revenue },
      ...{ figures, begunAt, range: range ?? null },
      compared:
        send === undefined || begunAt === null || compareWith === undefined
          ? []
          : await readCompared(sql, {
              ...{ compareWith, now, store: store.value, attributionWindowMs: policy.value.attributionWindowMs },
              broadcast: { id: broadcastId, channel: send.channel, begunAt },
              hours: hours ?? { fromHours: 0, untilHours: undefined },
            }),
      lift:
        send !== undefined && send.holdoutPercent > 0
          ? await readLift(sql, broadcastId, { windowMs, currency: store.value.currency })
          : null,
      overTime: await bucketHours(sql, broadcastId, range),
    }
  })
}

async function readSms(
  sql: Sql,
  sendId: string,
  store: { smsPartCostMicros: number; currency: string },
  range: HourRange | undefined,
): Promise<SmsReport> {
  const costs = await countSms(sql, sendId, range)
  return { ...costs, estimatedCost: { amountMicros: costs.parts * store.smsPartCostMicros, currency: store.currency } }
}

async function readLift(sql: Sql, sendId: string, options: { windowMs: number; currency: string }): Promise<BroadcastReport['lift']> {
  const { treated, heldOut } = await readArms(sql, sendId, options)
  const lift = compareArms(treated, heldOut)
  return lift === undefined ? null : { ...lift, ...options }
}
