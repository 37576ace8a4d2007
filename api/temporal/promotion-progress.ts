/**
 * How far a promotion is: the run's own word for its stage while it runs, the ledger for the numbers. Once it has ended, and while Temporal is away, the ledger
 * and the projected status alone.
 */
import type { Client } from '@temporalio/client'
import type { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { countOutcomes } from '../../db/queries/promotions/count-outcomes.ts'
import type { Promotion } from '../../db/queries/promotions/promotions.ts'
import { formatId } from '../../domain/ids.ts'
import type { PromotionStatus } from '../../domain/promotions.ts'
import { voucherStatuses } from '../../domain/voucher-transitions.ts'
import type { PromotionProgress as RunProgress } from '../../workflows/promotion-messages.ts'
import type { promotionProgressSchema } from '../schemas/promotion-runs.ts'
import type { TemporalPlace } from '../views/broadcasts.ts'
import { findPromotionUrl } from '../views/promotions.ts'
import { askPromotion } from './promotion-run.ts'

export type PromotionProgressView = z.input<typeof promotionProgressSchema>

export interface ProgressQuestion {
  temporal: Client | undefined
  place: TemporalPlace
  at: Date
  /** What the run has just said, where it has. */
  run?: RunProgress
}

export const endedStatuses: readonly PromotionStatus[] = ['ended', 'stopped', 'failed']

export async function readPromotionProgress(
  sql: Sql,
  promotion: Promotion,
  { temporal, place, at, run }: ProgressQuestion,
): Promise<PromotionProgressView> {
  const { id, status: written } = promotion
  const mayRun = written !== 'draft' && !endedStatuses.includes(written)
  const said = run ?? (mayRun ? await askPromotion(temporal, id) : undefined)
  // The promotion was read before its run was asked, which may have ended in between.
  const status = said?.stage === 'ended' || said?.stage === 'stopped' ? said.stage : written
  // Read after the run was asked: numbers may be ahead of the stage, never behind it.
  const counts = await countOutcomes(sql, id, at)
  return {
    promotionId: formatId('promotion', id),
    status,
    stage: said?.stage ?? status,
    isPaused: said?.isPaused ?? status === 'paused',
    isFinished: endedStatuses.includes(status),
    source: said === undefined ? 'ledger' : 'workflow',
    ...counts,
    vouchers: { issued: counts.vouchers.issued, byStatus: fillStatuses(counts.vouchers.byStatus) },
    pages: said?.pages ?? null,
    pagesDone: said?.pagesDone ?? null,
    waitingFor: said?.waitingFor ?? null,
    waitingUntil: said?.waitingUntil ?? null,
    temporalUrl: findPromotionUrl(promotion, place),
    at: at.toISOString(),
  }
}

type VoucherCounts = PromotionProgressView['vouchers']['byStatus']

function fillStatuses(counts: Partial<VoucherCounts>): VoucherCounts {
  return { ...Object.fromEntries(voucherStatuses.map((status) => [status, 0])), ...counts } as VoucherCounts
}
