/**
 * Brings what was committed to Temporal: each row of the outbox starts its workflow, whose id makes a second start the same one. While Temporal is away the rows
 * wait; a crash between start and deletion only starts it again.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { Pool } from '../db/client.ts'
import { claimOutboxRows, deleteOutboxRows, type OutboxRow, postponeOutboxRow } from '../db/queries/outbox.ts'
import { startAudienceExport } from '../workflows/clients/start-audience-export.ts'
import { startAudienceCount } from '../workflows/clients/start-audience-sizes.ts'
import { startBroadcast } from '../workflows/clients/start-broadcast.ts'
import { startDirectMessage } from '../workflows/clients/start-direct-message.ts'
import { moveGroupRefreshSchedule } from '../workflows/clients/group-refresh-schedule.ts'
import { requestOneGroupSync } from '../workflows/clients/start-group-sync.ts'
import { startImport } from '../workflows/clients/start-import.ts'
import { requestSegmentHistory } from '../workflows/clients/start-segment-history.ts'
import { requestSegmentRefresh } from '../workflows/clients/start-segment-refresh.ts'
import { startSmsReply } from '../workflows/clients/start-sms-reply.ts'
import { tellVoucherExpiry } from '../workflows/clients/start-voucher-expiry.ts'
import { relayJourneyFact, relayJourneyTrigger } from './journey-relay.ts'
import { readBroadcast } from '../db/queries/broadcasts.ts'
import { readSettings } from '../db/queries/settings.ts'

export interface RelayDependencies {
  pool: Pool
  client: Client
  onError(code: string): void
}

const pollEveryMs = 500
const rowsAtOnce = 50
const startTimeoutMs = 5_000

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
    const rows = await claimOutboxRows(transaction, rowsAtOnce)
    const done: string[] = []
    for (const row of rows) {
      try {
        await client.withDeadline(Date.now() + startTimeoutMs, () => startFor({ pool, client }, row))
        done.push(row.id)
      } catch (error) {
        const code = error instanceof Error ? error.name : 'unknown'
        onError(code)
        await postponeOutboxRow(transaction, { id: row.id, code })
      }
    }
    await deleteOutboxRows(transaction, done)
    return rows.length
  })
}

async function startFor({ pool, client }: Pick<RelayDependencies, 'pool' | 'client'>, { kind, payload }: OutboxRow): Promise<void> {
  switch (kind) {
    case 'start_broadcast': {
      const { broadcastId } = payload
      const broadcast = broadcastId === undefined ? undefined : await readBroadcast(pool, broadcastId)
      if (broadcast !== undefined)
        await startBroadcast(client, { broadcastId: broadcast.id, channel: broadcast.channel, schedule: broadcast.schedule })
      return
    }
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
    case 'journey_fact':
      await relayJourneyFact({ pool, client }, payload)
      return
    case 'journey_trigger':
      await relayJourneyTrigger({ pool, client }, payload)
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
