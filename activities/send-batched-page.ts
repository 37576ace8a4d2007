/**
 * A page on a channel whose provider deduplicates by key (email). A batch is the page's messages in their places, always the same ones under the same
 * key, so that calling it again is harmless.
 *
 * Someone may say no between two calls of a batch. They are taken out, and the rest is called under the same key: if it is accepted, no earlier call was, and they were
 * never written to; if the key is refused as used, an earlier call was accepted, and whether they were in it is unknown.
 */
import { ApplicationFailure } from '@temporalio/common'
import type { EmailContent } from '../channels/content.ts'
import type { Outcome } from '../channels/channel.ts'
import type { ClaimedDelivery, ClaimedPage } from '../db/queries/sends/claim-page.ts'
import { findWithdrawn } from '../db/queries/sends/mark-attempts.ts'
import { type DeliveryOutcome, recordOutcomes } from '../db/queries/sends/record-outcomes.ts'
import type { SkipReason } from '../domain/deliveries.ts'
import { formatDeliveryRef } from '../domain/ids.ts'
import { callProvider } from './call-provider.ts'
import type { OpenSend } from './open-send.ts'
import { backOff, countOutcomes, isToldToStop, type PageResult, postpone, reserveSlots, type SendPathDependencies } from './send-path.ts'

/** Rows of these statuses were never in an accepted call, or nobody can say: they are in no later call either. */
const leftOut = new Set(['skipped', 'unknown', 'failed'])

const callsBeforeHandingOver = 4

/** Faults of the account, which the next batch would meet as well. */
const accountFaults: readonly string[] = ['rate_limited', 'quota_exceeded', 'unauthorized', 'connection_refused']

interface Batch {
  idempotencyKey: string
  deliveries: ClaimedDelivery[]
  /** A call of it may have been accepted. */
  isInDoubt: boolean
}

export async function sendBatchedPage(
  dependencies: SendPathDependencies,
  open: OpenSend,
  page: number,
  claimed: ClaimedPage,
): Promise<PageResult> {
  const { pool, channels, now } = dependencies
  const { send } = open
  const record = (outcomes: DeliveryOutcome[]) => recordOutcomes(pool, { sendId: send.id, channel: send.channel, outcomes, now: now() })
  const batches = splitBatches(claimed, channels.email.batchSize, `${send.id}:${page}`)
  const outcomes: DeliveryOutcome[] = []
  const unfinished = new Set(batches)
  let postponed: ApplicationFailure | undefined
  try {
    const slot = await reserveSlots(dependencies, send.channel, batches.length)
    for (const [number, batch] of batches.entries()) {
      await slot(number)
      try {
        // After one batch that could not be settled, the others get a call each: what is wrong may be about that one.
        outcomes.push(
          ...(await sendBatch(dependencies, open, batch, { page, claimed, calls: postponed === undefined ? callsBeforeHandingOver : 1 })),
        )
        unfinished.delete(batch)
      } catch (error) {
        if (!(error instanceof ApplicationFailure) || accountFaults.includes(error.type ?? '')) throw error
        postponed ??= error
      }
    }
    if (postponed !== undefined) throw postponed
  } finally {
    if (isToldToStop()) outcomes.push(...[...unfinished].filter((batch) => !batch.isInDoubt).flatMap(stopBatch))
    await record(outcomes)
  }
  return countOutcomes(outcomes)
}

/** Of a batch that no call can have brought: nobody in it is written to. */
function stopBatch(batch: Batch): DeliveryOutcome[] {
  return listOpen(batch).map(({ customerId }) => ({ customerId, status: 'skipped', reason: 'campaign_stopped' }))
}

/** Calls until every message of the batch has an outcome. @throws ApplicationFailure where Temporal is to wait. */
async function sendBatch(
  dependencies: SendPathDependencies,
  open: OpenSend,
  batch: Batch,
  { page, claimed, calls }: { page: number; claimed: ClaimedPage; calls: number },
): Promise<DeliveryOutcome[]> {
  const { send } = open
  const withdrawn = new Map<string, SkipReason>()
  const { messages, broken } = renderBatch(open, batch)
  for (let round = 1; ; round += 1) {
    const mayHaveBeenCalled = (claimed.isRepeat && claimed.isUncalled !== true) || round > 1
    if (claimed.isRepeat || round > 1 || dependencies.now().getTime() - claimed.claimedAt.getTime() > 2_000) {
      for (const [customerId, reason] of await findWithdrawn(dependencies.pool, {
        send,
        customerIds: listOpen(batch).map((row) => row.customerId),
      }))
        withdrawn.set(customerId, reason)
    }
    const remaining = messages.filter(({ customerId }) => !withdrawn.has(customerId))
    const { idempotencyKey } = batch
    const call = {
      channel: 'email',
      messages: remaining,
      idempotencyKey,
      isRetry: mayHaveBeenCalled,
      place: { sendId: send.id, page },
    } as const
    const answers = remaining.length === 0 ? [] : await callProvider(dependencies, call)
    const obstacle = answers.find((answer) => answer.kind === 'retry' || (answer.kind === 'unknown' && answer.code !== 'key_used'))
    if (obstacle === undefined) {
      const isOpen = new Set(listOpen(batch).map((row) => row.customerId))
      const settled = remaining.map(({ customerId }, at) => describeAnswer(customerId, answers[at], mayHaveBeenCalled))
      const wasEverAccepted = answers.some((answer) => answer.kind === 'unknown') || (remaining.length === 0 && mayHaveBeenCalled)
      const taken = [...withdrawn].map(([customerId, reason]): DeliveryOutcome =>
        wasEverAccepted ? { customerId, status: 'unknown', errorCode: 'withdrawn' } : { customerId, status: 'skipped', reason },
      )
      return [...settled, ...taken, ...broken.filter(({ customerId }) => !withdrawn.has(customerId))].filter(({ customerId }) =>
        isOpen.has(customerId),
      )
    }
    if (obstacle.kind === 'unknown') batch.isInDoubt = true
    const code = obstacle.kind === 'retry' || obstacle.kind === 'unknown' ? obstacle.code : 'unknown'
    const waitMs = obstacle.kind === 'retry' && obstacle.retryAfterMs !== undefined ? obstacle.retryAfterMs : 250 * 2 ** round
    if (round >= calls) throw postpone(code, Math.max(waitMs, 5_000))
    await backOff(dependencies, send.channel, { code, waitMs })
  }
}

function splitBatches({ deliveries, isRepeat, isUncalled }: ClaimedPage, size: number, key: string): Batch[] {
  const batches = new Map<number, ClaimedDelivery[]>()
  for (const delivery of deliveries) {
    const number = Math.floor(delivery.position / size)
    const batch = batches.get(number)
    if (batch === undefined) batches.set(number, [delivery])
    else batch.push(delivery)
  }
  return [...batches]
    .map(([number, members]) => ({ idempotencyKey: `${key}:${number}`, deliveries: members, isInDoubt: isRepeat && isUncalled !== true }))
    .filter((batch) => listOpen(batch).length > 0)
}

function listOpen({ deliveries }: Pick<Batch, 'deliveries'>): ClaimedDelivery[] {
  return deliveries.filter((delivery) => delivery.status === 'sending')
}

function renderBatch({ send, renderer }: OpenSend, { deliveries }: Batch) {
  const messages: { ref: string; customerId: string; content: EmailContent }[] = []
  const broken: DeliveryOutcome[] = []
  for (const { customerId, status, address, mergeFields } of deliveries) {
    if (leftOut.has(status)) continue
    const ref = formatDeliveryRef({ sendId: send.id, customerId })
    const rendered = renderer.render({ ref, mergeFields, address: address ?? '' })
    if (rendered.kind === 'template_error') broken.push({ customerId, status: 'skipped', reason: 'template_error' })
    // An email send renders emails.
    else messages.push({ ref, customerId, content: rendered.content as EmailContent })
  }
  return { messages, broken }
}

function describeAnswer(customerId: string, answer: Outcome | undefined, mayHaveBeenCalled: boolean): DeliveryOutcome {
  switch (answer?.kind) {
    case 'accepted':
      return { customerId, status: 'accepted', messageId: answer.messageId }
    case 'failed':
      return { customerId, status: 'failed', reason: 'provider_rejected', errorCode: answer.code }
    default:
      // The key was used: an earlier call with this message in it was accepted. On a first call that cannot be, and nobody can say.
      return mayHaveBeenCalled
        ? { customerId, status: 'accepted', messageId: null }
        : { customerId, status: 'unknown', errorCode: answer?.code ?? 'no_answer' }
  }
}
