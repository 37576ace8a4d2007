/**
 * How far a broadcast is: the run's own word for its stage while it runs, the ledger for the numbers. Once it has ended, and while Temporal is
 * away, the ledger and the projected status alone.
 */
import type { Client } from '@temporalio/client'
import type { Sql } from '../../db/client.ts'
import { countDeliveries, type DeliveryCounts } from '../../db/queries/broadcast-report/count-deliveries.ts'
import type { Broadcast, BroadcastStatus } from '../../db/queries/broadcasts.ts'
import type { BroadcastProgress as RunProgress, BroadcastStage } from '../../workflows/messages.ts'
import { askProgress } from './broadcast-run.ts'

export interface BroadcastProgress extends DeliveryCounts {
  status: BroadcastStatus
  stage: BroadcastStage | 'draft' | 'failed'
  isPaused: boolean
  isFinished: boolean
  source: 'workflow' | 'ledger'
  pages: number | null
  pagesDone: number | null
  waitingFor: string | null
  waitingUntil: string | null
}

const endedStatuses: readonly BroadcastStatus[] = ['sent', 'cancelled', 'failed']

/** @param run what the run has just said, where it has */
export async function readProgress(
  sql: Sql,
  temporal: Client | undefined,
  { id, status: written }: Broadcast,
  run?: RunProgress,
): Promise<BroadcastProgress> {
  const mayRun = written !== 'draft' && !endedStatuses.includes(written)
  const said = run ?? (mayRun ? await askProgress(temporal, id) : undefined)
  // The broadcast was read before its run was asked, which may have ended in between.
  const status = said?.stage === 'sent' || said?.stage === 'cancelled' ? said.stage : written
  // Read after the run was asked: numbers may be ahead of the stage, never behind it.
  const counts = await countDeliveries(sql, id)
  return {
    ...counts,
    recipients: Math.max(counts.recipients, said?.recipients ?? 0),
    byStatus: { ...counts.byStatus, pending: Math.max(counts.recipients, said?.recipients ?? 0) - counts.decided },
    status,
    stage: said?.stage ?? status,
    isPaused: said?.isPaused ?? status === 'paused',
    isFinished: endedStatuses.includes(status),
    source: said === undefined ? 'ledger' : 'workflow',
    pages: said?.pages ?? null,
    pagesDone: said?.pagesDone ?? null,
    waitingFor: said?.waitingFor ?? null,
    waitingUntil: said?.waitingUntil ?? null,
  }
}
