/**
 * The report of one broadcast: every number from one snapshot, so that they add up to the audience while messages are still leaving.
 */
import { compareArms, type Lift } from '../../../domain/lift.ts'
import type { Pool, Sql } from '../../client.ts'
import { readSettings } from '../settings.ts'
import { attributeOrders, type AttributedOrders } from './attribute-orders.ts'
import { bucketHours, type HourBucket } from './bucket-hours.ts'
import { countDeliveries, type DeliveryCounts } from './count-deliveries.ts'
import { countEngagement, type EngagementCounts } from './count-engagement.ts'
import { countSms, type SmsCosts } from './count-sms.ts'
import { readArms } from './read-arms.ts'

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
}

interface SendFacts {
  channel: string
  holdoutPercent: number
  windowMs: number | null
}

export async function readReport(pool: Pool, broadcastId: string): Promise<BroadcastReport> {
  return pool.begin('isolation level repeatable read read only', async (sql): Promise<BroadcastReport> => {
    const [send] = await sql<SendFacts[]>`
      SELECT channel, holdout_percent::float8 AS "holdoutPercent", (policy ->> 'attributionWindowMs')::float8 AS "windowMs"
      FROM sends WHERE id = ${broadcastId}`
    const [now] = await sql<{ at: Date }[]>`SELECT now() AS at`
    const policy = await readSettings(sql, 'contact_policy')
    const store = await readSettings(sql, 'store')
    const windowMs = send?.windowMs ?? policy.value.attributionWindowMs
    const counts = await countDeliveries(sql, broadcastId)
    const { accepted, delivered, undeliverable, bounced } = counts.byStatus
    return {
      ...counts,
      ...(await countEngagement(sql, broadcastId)),
      computedAt: now?.at ?? new Date(),
      sent: accepted + delivered + undeliverable + bounced,
      sms: send?.channel === 'sms' ? await readSms(sql, broadcastId, store.value) : null,
      attributed: await attributeOrders(sql, broadcastId, windowMs),
      lift:
        send !== undefined && send.holdoutPercent > 0
          ? await readLift(sql, broadcastId, { windowMs, currency: store.value.currency })
          : null,
      overTime: await bucketHours(sql, broadcastId),
    }
  })
}

async function readSms(sql: Sql, sendId: string, store: { smsPartCostMicros: number; currency: string }): Promise<SmsReport> {
  const costs = await countSms(sql, sendId)
  return { ...costs, estimatedCost: { amountMicros: costs.parts * store.smsPartCostMicros, currency: store.currency } }
}

async function readLift(sql: Sql, sendId: string, options: { windowMs: number; currency: string }): Promise<BroadcastReport['lift']> {
  const { treated, heldOut } = await readArms(sql, sendId, options)
  const lift = compareArms(treated, heldOut)
  return lift === undefined ? null : { ...lift, ...options }
}
