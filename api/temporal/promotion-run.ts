/** What the API says to a promotion's run, and asks of it. A refusal is a problem; silence is `temporal_unavailable`. */
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { type PromotionCommand, queryPromotion, sendPromotionCommand } from '../../workflows/clients/command-promotion.ts'
import { type PromotionStart, startPromotion } from '../../workflows/clients/start-promotion.ts'
import type { PromotionProgress } from '../../workflows/promotion-messages.ts'
import { Problem } from '../http/problems.ts'

export type { PromotionCommand }

const startTimeoutMs = 5_000
const updateTimeoutMs = 10_000
const queryTimeoutMs = 2_000

/** @throws the client's errors when Temporal cannot be reached in time */
export async function startPromotionRun(client: Client, start: PromotionStart): Promise<void> {
  await client.withDeadline(Date.now() + startTimeoutMs, () => startPromotion(client, start))
}

/** @throws Problem 409 for a refusal, 503 when Temporal, or every worker, is away */
export async function commandPromotion(
  client: Client | undefined,
  start: PromotionStart,
  command: PromotionCommand,
): Promise<PromotionProgress> {
  if (client === undefined) throw new Problem('temporal_unavailable')
  try {
    return await updateRun(client, start, command)
  } catch (error) {
    throw toUpdateProblem(error)
  }
}

/** A promotion whose start still lies in the outbox is started first. One that has ended is found, and refuses. */
async function updateRun(client: Client, start: PromotionStart, command: PromotionCommand): Promise<PromotionProgress> {
  try {
    return await sendUpdate(client, start.promotionId, command)
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
    await startPromotionRun(client, start)
    return sendUpdate(client, start.promotionId, command)
  }
}

async function sendUpdate(client: Client, promotionId: string, command: PromotionCommand): Promise<PromotionProgress> {
  return client.withDeadline(Date.now() + updateTimeoutMs, () => sendPromotionCommand(client, promotionId, command))
}

function toUpdateProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof WorkflowNotFoundError) return new Problem('promotion_not_running')
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    if (error.cause.type === 'promotion_finished') return new Problem('promotion_not_running')
    return new Problem('promotion_update_refused', { detail: error.cause.message })
  }
  return new Problem('temporal_unavailable', { headers: { 'Retry-After': '5' } })
}

/** What the run says of itself; undefined when it cannot be asked. */
export async function askPromotion(client: Client | undefined, promotionId: string): Promise<PromotionProgress | undefined> {
  if (client === undefined) return undefined
  try {
    return await client.withDeadline(Date.now() + queryTimeoutMs, () => queryPromotion(client, promotionId))
  } catch {
    return undefined
  }
}
