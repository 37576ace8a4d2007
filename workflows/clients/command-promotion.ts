/** What an operator tells a promotion's run, and asks of it. */
import type { Client } from '@temporalio/client'
import { workflowIds } from '../../domain/ids.ts'
import type { StopChoice } from '../../domain/promotions.ts'
import type { Schedule } from '../../domain/schedules.ts'
import {
  getPromotionProgress,
  pausePromotion,
  type PromotionProgress,
  reschedulePromotion,
  resumePromotion,
  stopPromotion,
} from '../promotion-messages.ts'

export type PromotionCommand =
  | { kind: 'pause' | 'resume' }
  | { kind: 'stop'; vouchers: StopChoice }
  | { kind: 'reschedule'; schedule: Schedule }

/** Answers when the run has taken it. @throws the client's errors; WorkflowUpdateFailedError for a refusal */
export async function sendPromotionCommand(client: Client, promotionId: string, command: PromotionCommand): Promise<PromotionProgress> {
  const handle = client.workflow.getHandle(workflowIds.promotion(promotionId))
  switch (command.kind) {
    case 'pause':
      return handle.executeUpdate(pausePromotion)
    case 'resume':
      return handle.executeUpdate(resumePromotion)
    case 'stop':
      return handle.executeUpdate(stopPromotion, { args: [command.vouchers] })
    case 'reschedule':
      return handle.executeUpdate(reschedulePromotion, { args: [command.schedule] })
  }
}

/** @throws the client's errors when it cannot be asked */
export async function queryPromotion(client: Client, promotionId: string): Promise<PromotionProgress> {
  return client.workflow.getHandle(workflowIds.promotion(promotionId)).query(getPromotionProgress)
}
