/**
 * A page on a channel whose provider cannot tell a repeat. Every message is marked before it is called, a few at a time. A mark without an outcome means
 * that it may have been sent: SMS are looked up and otherwise left `unknown`; a push is repeated, since the repeat replaces the first one on the device.
 */
import type { Outcome } from '../channels/channel.ts'
import type { PushContent, SmsContent } from '../channels/content.ts'
import { deletePushSubscriptions } from '../db/queries/push-subscriptions.ts'
import type { ClaimedDelivery, ClaimedPage } from '../db/queries/sends/claim-page.ts'
import { markAttempts, unmarkAttempts } from '../db/queries/sends/mark-attempts.ts'
import { type DeliveryOutcome, recordOutcomes } from '../db/queries/sends/record-outcomes.ts'
import { formatDeliveryRef } from '../domain/ids.ts'
import { callProvider } from './call-provider.ts'
import type { OpenSend } from './open-send.ts'
import { backOff, countOutcomes, type PageResult, postpone, reserveSlots, type SendPathDependencies } from './send-path.ts'

/** Messages marked and called together: what a crash can leave in doubt. */
const chunkSize = 20
const callsBeforeHandingOver = 5
const lookUpEveryMs = 5_000

/** After this long without an answer, a device is given up though no other could be asked. */
const silentDeviceMs = 15 * 60_000

interface Row extends ClaimedDelivery {
  /** Of the last call that is to be repeated. */
  errorCode?: string
  /** Calls of this attempt that are to be repeated. */
  calls?: number
  /** A call of it may have been accepted. */
  mayHaveArrived?: boolean
}

export async function sendMarkedPage(
  dependencies: SendPathDependencies,
  open: OpenSend,
  page: number,
  claimed: ClaimedPage,
): Promise<PageResult> {
  const { pool, channels, now } = dependencies
  const { send } = open
  const channel = send.channel === 'push' ? channels.push : channels.sms
  const total: PageResult = { accepted: 0, failed: 0, unknown: 0 }
  const record = async (outcomes: DeliveryOutcome[]) => {
    await recordOutcomes(pool, { sendId: send.id, channel: send.channel, outcomes, now: now() })
    const counted = countOutcomes(outcomes)
    for (const key of ['accepted', 'failed', 'unknown'] as const) total[key] += counted[key]
  }
  const pending = claimed.deliveries.filter((row) => row.status === 'sending')
  const repeats = channel.repeatSafety === 'replaces'
  const inDoubt = pending.filter((row) => row.attemptedAt !== null && !repeats)
  let uncalled = pending.filter((row) => row.attemptedAt === null || repeats)
  for (let call = 1; uncalled.length > 0; call += 1) {
    const { again, doubtful, obstacle } = await callChunks(dependencies, open, { rows: uncalled, page, repeats }, record)
    inDoubt.push(...doubtful)
    uncalled = again
    if (obstacle === undefined) continue
    const waitMs = obstacle.retryAfterMs ?? 250 * 2 ** call
    if (call >= callsBeforeHandingOver) {
      if (repeats) uncalled = await giveUpOnDevices(uncalled, { of: claimed.deliveries.length, now: now() }, record)
      if (uncalled.length === 0) break
      throw postpone(obstacle.code, Math.max(waitMs, 5_000))
    }
    await backOff(dependencies, send.channel, { code: obstacle.code, waitMs })
  }
  if (inDoubt.length > 0) await lookUpDoubtful(dependencies, open, inDoubt, record)
  return total
}

/**
 * Endpoints come from browsers: one that never answers must not hold up the others for a day. Where others of the page have had an answer, or it has
 * been silent for long, it is given up. The rows that stay are those of a push service that is away for everyone.
 */
async function giveUpOnDevices(
  rows: Row[],
  { of, now }: { of: number; now: Date },
  record: (outcomes: DeliveryOutcome[]) => Promise<void>,
): Promise<Row[]> {
  const othersAnswered = rows.length < of
  const isGivenUp = ({ attemptedAt, errorCode, calls = 0 }: Row) =>
    errorCode !== undefined &&
    errorCode !== 'rate_limited' &&
    ((othersAnswered && calls >= callsBeforeHandingOver) || now.getTime() - (attemptedAt?.getTime() ?? now.getTime()) >= silentDeviceMs)
  await record(
    rows
      .filter(isGivenUp)
      .map(({ customerId, errorCode, mayHaveArrived }) =>
        mayHaveArrived === true
          ? { customerId, status: 'unknown', ...(errorCode && { errorCode }) }
          : { customerId, status: 'failed', reason: 'provider_rejected', ...(errorCode && { errorCode }) },
      ),
  )
  return rows.filter((row) => !isGivenUp(row))
}

interface Obstacle {
  code: string
  retryAfterMs?: number
}

/** One round over the rows: those to be called again, and those of which nobody can say. */
async function callChunks(
  dependencies: SendPathDependencies,
  open: OpenSend,
  { rows, page, repeats }: { rows: Row[]; page: number; repeats: boolean },
  record: (outcomes: DeliveryOutcome[]) => Promise<void>,
) {
  const { pool, now } = dependencies
  const { send } = open
  const untried: Row[] = []
  const refused: Row[] = []
  const doubtful: Row[] = []
  let obstacle: Obstacle | undefined
  let isBlocked = false
  for (let at = 0; at < rows.length; at += chunkSize) {
    const chunk = rows.slice(at, at + chunkSize)
    if (isBlocked) {
      untried.push(...chunk)
      continue
    }
    const slot = await reserveSlots(dependencies, send.channel, chunk.length)
    await slot(0)
    const attemptedAt = now()
    const mayBeCalled = await markAttempts(pool, { send, customerIds: chunk.map((row) => row.customerId), repeats, now: attemptedAt })
    const called = chunk
      .filter((row) => mayBeCalled.has(row.customerId))
      // Of what is repeated the first mark stays: a call before this attempt may have arrived.
      .map((row) => ({
        ...row,
        attemptedAt: repeats ? (row.attemptedAt ?? attemptedAt) : attemptedAt,
        mayHaveArrived: row.mayHaveArrived ?? row.attemptedAt !== null,
      }))
    const answers = await Promise.all(called.map((row, place) => callOne(dependencies, open, { row, page }, () => slot(place))))
    const outcomes: DeliveryOutcome[] = []
    const again: Row[] = []
    for (const [place, row] of called.entries()) {
      const answer = answers[place]
      if (answer === undefined) continue
      const isRepeatable = answer.kind === 'retry' || (answer.kind === 'unknown' && repeats)
      if (isRepeatable) {
        again.push({
          ...row,
          errorCode: answer.code,
          calls: (row.calls ?? 0) + 1,
          mayHaveArrived: row.mayHaveArrived || answer.kind === 'unknown',
        })
        if (obstacle?.code !== 'rate_limited')
          obstacle = {
            code: answer.code,
            ...(answer.kind === 'retry' && answer.retryAfterMs !== undefined ? { retryAfterMs: answer.retryAfterMs } : {}),
          }
      } else if (answer.kind === 'unknown') doubtful.push(row)
      else outcomes.push(describeAnswer(row.customerId, answer))
    }
    await record(outcomes)
    refused.push(...again)
    // One device's trouble is its own; a whole chunk's, or a limit, is the provider's.
    isBlocked =
      obstacle !== undefined && (!repeats || obstacle.code === 'rate_limited' || (again.length > 0 && again.length === called.length))
    if (again.length > 0 && !repeats) await unmarkAttempts(pool, { send, customerIds: again.map((row) => row.customerId) })
  }
  // Who was not called comes first the next time: whoever never answers stands in nobody's way.
  return { again: [...untried, ...refused], doubtful, obstacle }
}

type Answer = Outcome | { kind: 'template_error' }

/** @param untilItsSlot waits for the slot that was reserved for this call */
async function callOne(
  dependencies: SendPathDependencies,
  { send, renderer }: OpenSend,
  { row, page }: { row: Row; page: number },
  untilItsSlot: () => Promise<void>,
): Promise<Answer> {
  const ref = formatDeliveryRef({ sendId: send.id, customerId: row.customerId })
  const rendered = renderer.render({ ref, mergeFields: row.mergeFields, address: row.address ?? '' })
  if (rendered.kind === 'template_error') return rendered
  await untilItsSlot()
  const isRetry = row.mayHaveArrived === true || (row.calls ?? 0) > 0
  const call = { idempotencyKey: ref, isRetry, place: { sendId: send.id, page } }
  const [answer] =
    send.channel === 'push'
      ? await callProvider(dependencies, {
          ...call,
          channel: 'push',
          messages: [{ ref, content: { ...(rendered.content as Omit<PushContent, 'targets'>), targets: row.targets ?? [] } }],
        })
      : await callProvider(dependencies, { ...call, channel: 'sms', messages: [{ ref, content: rendered.content as SmsContent }] })
  if (answer?.goneSubscriptionIds !== undefined) await deletePushSubscriptions(dependencies.pool, answer.goneSubscriptionIds)
  return answer ?? { kind: 'unknown', code: 'unreadable_answer' }
}

function describeAnswer(customerId: string, answer: Answer): DeliveryOutcome {
  switch (answer.kind) {
    case 'accepted':
      return {
        customerId,
        status: 'accepted',
        messageId: answer.messageId,
        ...(answer.parts === undefined ? {} : { smsParts: answer.parts }),
      }
    case 'template_error':
      return { customerId, status: 'skipped', reason: 'template_error' }
    case 'failed':
      return { customerId, status: 'failed', reason: 'provider_rejected', errorCode: answer.code }
    case 'retry':
    case 'unknown':
      return { customerId, status: 'unknown', errorCode: answer.code }
  }
}

/** Asks the provider's records, again after a while, until they answer or the time for it is over. @throws ApplicationFailure to be asked again later. */
async function lookUpDoubtful(
  dependencies: SendPathDependencies,
  { send }: OpenSend,
  rows: Row[],
  record: (outcomes: DeliveryOutcome[]) => Promise<void>,
): Promise<void> {
  const { channels, now, lookUpForMs } = dependencies
  const refs = rows.map((row) => formatDeliveryRef({ sendId: send.id, customerId: row.customerId }))
  const since = new Date(Math.min(...rows.map((row) => row.attemptedAt?.getTime() ?? now().getTime())) - 60_000)
  const answers = (await channels.sms.lookUp?.(refs, { since })) ?? []
  const isOver = (row: Row) => now().getTime() - (row.attemptedAt?.getTime() ?? 0) >= lookUpForMs
  const settled: DeliveryOutcome[] = []
  let open = 0
  for (const [at, row] of rows.entries()) {
    const answer = answers[at]
    if (answer?.kind === 'accepted' || answer?.kind === 'failed') settled.push(describeAnswer(row.customerId, answer))
    else if (isOver(row)) settled.push({ customerId: row.customerId, status: 'unknown', errorCode: 'no_record' })
    else open += 1
  }
  await record(settled)
  if (open > 0) throw postpone('outcome_in_doubt', lookUpEveryMs)
}
