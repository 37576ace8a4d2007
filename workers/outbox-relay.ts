/**
 * Brings what was committed to Temporal: each row of the outbox starts its workflow, whose id makes a second start the same one. While Temporal is away the rows
 * wait; a crash between start and deletion only starts it again. Many rows are on their way at a time, but what happened to one customer is told in its order.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { Pool } from '../db/client.ts'
import { claimOutboxRows, deleteOutboxRows, lockToldCustomers, type OutboxRow, postponeOutboxRows } from '../db/queries/outbox.ts'
import { startAudienceExport } from '../workflows/clients/start-audience-export.ts'
import { startAudienceCount } from '../workflows/clients/start-audience-sizes.ts'
import { startBroadcast } from '../workflows/clients/start-broadcast.ts'
import { startDirectMessage } from '../workflows/clients/start-direct-message.ts'
import { moveGroupRefreshSchedule } from '../workflows/clients/group-refresh-schedule.ts'
import { requestOneGroupSync } from '../workflows/clients/start-group-sync.ts'
import { startImport } from '../workflows/clients/start-import.ts'
import { startPromotion, tellPromotion } from '../workflows/clients/start-promotion.ts'
import { requestSegmentHistory } from '../workflows/clients/start-segment-history.ts'
import { requestSegmentRefresh } from '../workflows/clients/start-segment-refresh.ts'
import { startSmsReply } from '../workflows/clients/start-sms-reply.ts'
import { tellVoucherExpiry } from '../workflows/clients/start-voucher-expiry.ts'
import { type PreparedFacts, prepareFacts, relayJourneyFact, relayJourneyTriggers } from './journey-relay.ts'
import { relayJourneyRestart } from './journey-restarts.ts'
import { readBroadcast } from '../db/queries/broadcasts.ts'
import { readPromotion } from '../db/queries/promotions/promotions.ts'
import { readSettings } from '../db/queries/settings.ts'
import { deliverByReceipt } from '../db/queries/vouchers/deliver-vouchers.ts'

export interface RelayDependencies {
  pool: Pool
  client: Client
  onError(code: string): void
}

const pollEveryMs = 500
const rowsAtOnce = 1_000
/** On their way to Temporal at a time: more would only wait in its queue. */
const width = 32
const startTimeoutMs = 5_000
/** So many faults in a row, and whatever else is due waits for the next time: most likely Temporal is away. */
const mostFaults = 20

/** Runs until `signal` is aborted. */
export async function relayOutbox(dependencies: RelayDependencies, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const relayed = await relayOnce(dependencies).catch(() => {
      dependencies.onError('outbox_unreadable')
      return 0
    })
    if (relayed < rowsAtOnce) await delay(pollEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

/** The number of rows that were tried. */
export async function relayOnce({ pool, client, onError }: RelayDependencies): Promise<number> {
  return pool.begin(async (transaction) => {
    const claimed = await claimOutboxRows(transaction, rowsAtOnce)
    const told = claimed.flatMap(({ kind, payload }) => (kind === 'journey_fact' ? (payload.customerId ?? []) : []))
    const ours = await lockToldCustomers(transaction, [...new Set(told)])
    const rows = claimed.filter(({ kind, payload }) => kind !== 'journey_fact' || ours.has(payload.customerId ?? ''))
    if (rows.length === 0) return 0
    const facts = await prepareFacts(
      pool,
      rows.filter(({ kind }) => kind === 'journey_fact').map(({ payload }) => payload),
    )
    const lanes = divide(rows)
    const done: string[] = []
    const put: { id: string; code: string }[] = []
    let faults = 0
    const work = async () => {
      for (const lane of lanes) {
        const queue = bundle(lane)
        for (const [place, together] of queue.entries()) {
          if (faults >= mostFaults) return
          try {
            await client.withDeadline(Date.now() + startTimeoutMs, () => bring({ pool, client }, together, facts))
            done.push(...together.map(({ id }) => id))
          } catch (error) {
            const code = error instanceof Error ? error.name : 'unknown'
            onError(code)
            faults += 1
            // What comes after it waits with it.
            put.push(...queue.slice(place).flatMap((later) => later.map(({ id }) => ({ id, code }))))
            break
          }
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(width, rows.length) }, work))
    await deleteOutboxRows(transaction, done)
    await postponeOutboxRows(transaction, put)
    return done.length + put.length
  })
}

/** Rows of one lane are brought one after the other. */
function divide(rows: readonly OutboxRow[]): Iterator<OutboxRow[]> & Iterable<OutboxRow[]> {
  const lanes = new Map<string, OutboxRow[]>()
  for (const row of rows) {
    const name = chooseLane(row)
    const lane = lanes.get(name)
    if (lane === undefined) lanes.set(name, [row])
    else lane.push(row)
  }
  return lanes.values()
}

function chooseLane({ id, kind, payload }: OutboxRow): string {
  if (kind === 'journey_fact') return `customer ${payload.customerId}`
  return kind === 'journey_trigger' ? `autopilot ${payload.autopilotId}` : id
}

/** Triggers of one autopilot are matched together. */
function bundle(lane: readonly OutboxRow[]): OutboxRow[][] {
  return lane[0]?.kind === 'journey_trigger' ? [[...lane]] : lane.map((row) => [row])
}

type Reach = Pick<RelayDependencies, 'pool' | 'client'>

async function bring(reach: Reach, rows: readonly OutboxRow[], facts: PreparedFacts): Promise<void> {
  const [row] = rows
  if (row === undefined) return
  if (row.kind === 'journey_fact') await relayJourneyFact(reach, row.payload, facts)
  else if (row.kind === 'journey_trigger')
    await relayJourneyTriggers(
      reach,
      rows.map(({ payload }) => payload),
    )
  else await startFor(reach, row)
}

async function startFor({ pool, client }: Reach, { kind, payload }: OutboxRow): Promise<void> {
  switch (kind) {
    case 'start_broadcast': {
      const { broadcastId } = payload
      const broadcast = broadcastId === undefined ? undefined : await readBroadcast(pool, broadcastId)
      if (broadcast !== undefined)
        await startBroadcast(client, { broadcastId: broadcast.id, channel: broadcast.channel, schedule: broadcast.schedule })
      return
    }
    case 'start_promotion': {
      const promotion = payload.promotionId === undefined ? undefined : await readPromotion(pool, payload.promotionId)
      if (promotion !== undefined) await startPromotion(client, { ...promotion, promotionId: promotion.id })
      return
    }
    case 'promotion_fact':
      if (payload.promotionId !== undefined && (payload.fact === 'receipts' || payload.fact === 'vouchers'))
        await tellPromotion(client, payload.promotionId, payload.fact)
      return
    case 'start_import':
      if (payload.importId !== undefined) await startImport(client, { importId: payload.importId })
      return
    case 'start_audience_export':
      if (payload.exportId !== undefined) await startAudienceExport(client, { exportId: payload.exportId })
      return
    case 'count_audience':
      if (payload.audienceId !== undefined)
        await startAudienceCount(client, { audienceId: payload.audienceId, version: Number(payload.version) })
      return
    case 'direct_send':
      if (payload.sendId !== undefined) await startDirectMessage(client, { sendId: payload.sendId })
      return
    case 'sms_reply':
      if (payload.replyId !== undefined) await startSmsReply(client, { replyId: payload.replyId })
      return
    case 'sync_group':
      if (payload.groupId !== undefined) await requestOneGroupSync(client, { groupId: payload.groupId })
      return
    case 'place_group_refresh':
      await moveGroupRefreshSchedule(client, { timeZone: (await readSettings(pool, 'store')).value.timeZone, at: new Date() })
      return
    case 'voucher_expiry':
      await tellVoucherExpiry(client)
      return
    case 'deliver_voucher': {
      const { voucherId, sendId, customerId, channel } = payload
      if (voucherId !== undefined && sendId !== undefined && customerId !== undefined && channel !== undefined)
        await deliverByReceipt(pool, { voucherId, sendId, customerId, channel, at: new Date() })
      return
    }
    case 'restart_journey':
      if (payload.journeyId !== undefined) await relayJourneyRestart({ pool, client }, payload.journeyId)
      return
    case 'refresh_segments':
      await requestSegmentRefresh(client)
      return
    case 'count_segment_history':
      await requestSegmentHistory(client)
      return
    default:
      throw new RangeError(`The outbox holds an unknown kind: ${kind}`)
  }
}
