/**
 * Starts the run of a promotion, and tells it what has happened. The API starts it right after the commit, and the outbox's relay later when the API could not; the
 * run's id makes both the same start.
 */
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { ChannelName } from '../../domain/channels.ts'
import { formatId, workflowIds } from '../../domain/ids.ts'
import type { Schedule } from '../../domain/schedules.ts'
import { type PromotionFact, type PromotionInput, promotionTold } from '../promotion-messages.ts'
import { describeSchedule } from './start-broadcast.ts'
import { startOnce } from './start-once.ts'

export interface PromotionStart {
  /** UUID. */
  promotionId: string
  channels: readonly ChannelName[]
  schedule: Schedule
}

/** @throws the client's errors when Temporal cannot be reached */
export async function startPromotion(
  client: Client,
  { promotionId, channels, schedule }: PromotionStart,
): Promise<'started' | 'already_started'> {
  const id = formatId('promotion', promotionId)
  return startOnce<PromotionInput>(client, {
    workflowType: 'promotion',
    workflowId: workflowIds.promotion(promotionId),
    input: { promotionId, schedule },
    summary: `promotion ${id} by ${channels.join(', then ')}, ${describeSchedule(schedule)}`,
    searchAttributes: [
      { key: { name: 'RegularsCampaign', type: 'KEYWORD' }, value: id },
      { key: { name: 'RegularsChannel', type: 'KEYWORD' }, value: channels[0] ?? '' },
      { key: { name: 'RegularsStage', type: 'KEYWORD' }, value: 'scheduled' },
    ],
  })
}

/** A run that has ended needs to know nothing more. @throws the client's errors when Temporal cannot be reached */
export async function tellPromotion(client: Client, promotionId: string, fact: PromotionFact): Promise<void> {
  try {
    await client.workflow.getHandle(workflowIds.promotion(promotionId)).signal(promotionTold, fact)
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
}
