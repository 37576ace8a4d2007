/**
 * A journey's message, through the one door: a page of the step's send with this one customer. The claim decides on the channel; it can be asked again at any
 * time and finds what it decided, and a message that has left is never claimed a second time, on whichever channel or version.
 */
import { ApplicationFailure } from '@temporalio/common'
import { findExit } from '../db/queries/journeys/find-exit.ts'
import {
  type KeptVerdict,
  keepVerdict,
  listStepMessages,
  type MessageState,
  nameSend,
  openMessagePage,
  readMessageState,
} from '../db/queries/journeys/journey-messages.ts'
import { addVoucherField, readJourneyVoucher } from '../db/queries/journeys/journey-vouchers.ts'
import { type OpenJourney, readOpenJourney } from '../db/queries/journeys/journeys.ts'
import { noteWait } from '../db/queries/journeys/record-notes.ts'
import { claimPage } from '../db/queries/sends/claim-page.ts'
import { giveBackCooldown } from '../db/queries/sends/record-outcomes.ts'
import { insertSend, readSend, type Send } from '../db/queries/sends/send.ts'
import { readSettings } from '../db/queries/settings.ts'
import { deliverVouchers, failDeliveries } from '../db/queries/vouchers/deliver-vouchers.ts'
import type { Sql } from '../db/client.ts'
import { runInTransaction } from '../db/transaction.ts'
import type { ChannelName } from '../domain/channels.ts'
import { voucherPrefix } from '../domain/merge-fields.ts'
import type { SendStep, Step } from '../domain/journeys/journey-definition.ts'
import { describeJourneyPolicy, nameJourneySend } from '../domain/journeys/journey-sends.ts'
import type { ChannelSkip, ClaimAnswer, SendAnswer } from '../domain/journeys/run-journey.ts'
import { freezeMessage } from '../messages/freeze.ts'
import { findQuietZones } from './quiet-zones.ts'
import { type PageInput, type PageResult, postpone, type SendPathDependencies } from './send-path.ts'

export interface MessageClaim {
  journeyId: string
  step: string
  visit: number
  fromChannel: number
  attempt: number
}

export interface MessageSending {
  journeyId: string
  channel: ChannelName
  sendId: string
  page: number
}

/** The provider has it, or may have: no other channel is to be tried. */
const taken: readonly string[] = ['sending', 'accepted', 'delivered', 'unknown']
const undelivered: readonly string[] = ['undeliverable', 'bounced']

export function createJourneyMessages({ pool, now }: SendPathDependencies, sendPage: (input: PageInput) => Promise<PageResult>) {
  return { claimMessage, sendMessage }

  async function claimMessage(claim: MessageClaim): Promise<ClaimAnswer> {
    const journey = await requireJourney(claim.journeyId)
    const step = requireSendStep(journey, claim.step)
    const used = await listStepMessages(pool, claim)
    const before = used.find(({ status }) => status !== null && taken.includes(status))
    if (before !== undefined) return { kind: 'claimed', channel: before.channel, sendId: before.sendId, page: journey.page, skips: [] }
    const exit = await findExit(pool, journey)
    if (exit !== undefined) return { kind: 'over', reason: exit, skips: [] }
    // A message that did not arrive is no contact: its reservation does not stand in the way of the next channel.
    for (const { channel, sendId, status } of used)
      if (status !== null && undelivered.includes(status))
        await giveBackCooldown(pool, { sendId, channel, customerIds: [journey.customerId] })
    const skips: ChannelSkip[] = []
    for (const channel of step.channels.slice(claim.fromChannel)) {
      const sendId =
        used.find((message) => message.channel === channel)?.sendId ??
        nameJourneySend({ ...journey, step: step.id, channel, visit: claim.visit })
      const send = await openSend(journey, step, { channel, sendId, visit: claim.visit })
      if (send === undefined) {
        skips.push({ channel, reason: 'template_error' })
        continue
      }
      const state = await claimOn(journey, send, claim)
      if (state.status === 'deferred') {
        const until = state.deferUntil ?? now()
        const reason = state.inputs?.quietUntil === undefined ? 'cooldown' : 'quiet_hours'
        await noteWait(pool, { journeyId: journey.id, step: step.id, waitsFor: reason, until, at: now() })
        return { kind: 'deferred', channel, reason, until: until.getTime(), skips }
      }
      if (state.status !== 'skipped' && state.status !== 'failed') {
        return { kind: 'claimed', channel, sendId, page: journey.page, skips }
      }
      skips.push({ channel, reason: state.reason ?? 'provider_rejected' })
    }
    const voucher = await findVoucher(pool, journey)
    if (voucher !== undefined) await failDeliveries(pool, { voucherIds: [voucher.id], at: now(), actor: { source: 'campaign' } })
    return { kind: 'closed', skips }
  }

  /** The claim, its verdict and the voucher in the message, or none of them: whoever finds a claimed message sends it as it is. */
  async function claimOn(journey: OpenJourney, send: Send, { step, visit, attempt }: MessageClaim): Promise<MessageState> {
    const { id: journeyId, customerId, page } = journey
    const { id: sendId, channel } = send
    return runInTransaction(pool, async (sql) => {
      await openMessagePage(sql, { journeyId, step, visit, sendId, channel, customerId, page })
      const at = now()
      const voucher = send.message.fields.some((field) => field.startsWith(voucherPrefix)) ? await findVoucher(sql, journey) : undefined
      // Nobody is sent the code of a voucher that is over.
      const expiring = voucher === undefined ? send : { ...send, expiresAt: voucher.endsAt }
      await claimPage(sql, { send: expiring, page, now: at, quietZones: await findQuietZones(sql, { send, page, now: at }) })
      const state = await readMessageState(sql, { sendId, customerId, channel })
      if (state === undefined) throw ApplicationFailure.retryable('The claim has left no trace', 'claim_lost')
      const verdict: KeptVerdict['verdict'] = state.status === 'skipped' ? 'skip' : state.status === 'deferred' ? 'defer' : 'send'
      await keepVerdict(sql, {
        journeyId,
        step,
        visit,
        attempt,
        channel,
        at,
        verdict,
        reason: state.reason,
        until: state.deferUntil,
        inputs: state.inputs,
      })
      if (verdict === 'send' && voucher !== undefined) await addVoucherField(sql, { sendId, channel, customerId, voucher })
      return state
    })
  }

  /** Frozen by whoever uses it first. Undefined where the message cannot be sent. */
  async function openSend(
    journey: OpenJourney,
    { id: step, messages }: SendStep & { id: string },
    { channel, sendId, visit }: { channel: ChannelName; sendId: string; visit: number },
  ): Promise<Send | undefined> {
    const known = await readSend(pool, sendId)
    if (known !== undefined) return known
    const message = messages[channel]
    const { value: store } = await readSettings(pool, 'store')
    const { value: contactPolicy } = await readSettings(pool, 'contact_policy')
    const hasVoucher = journey.definition.steps.some(({ kind }) => kind === 'voucher')
    const frozen = message === undefined ? undefined : freezeMessage(message, { store, hasVoucher }).frozen
    if (frozen === undefined) return undefined
    const { autopilotId, versionId, run } = journey
    await insertSend(pool, {
      id: sendId,
      campaignKind: 'autopilot',
      campaignId: autopilotId,
      channel,
      isMarketing: true,
      message: frozen,
      policy: describeJourneyPolicy(contactPolicy, channel, store.timeZone),
      // Who is held out was decided with the match.
      holdoutPercent: 0,
      budgetMessages: null,
      expiresAt: null,
    })
    await nameSend(pool, { sendId, autopilotId, versionId, step, channel, run, visit })
    return readSend(pool, sendId)
  }

  async function findVoucher(sql: Sql, { id, autopilotId, customerId, definition }: OpenJourney) {
    if (!definition.steps.some(({ kind }) => kind === 'voucher')) return undefined
    return readJourneyVoucher(sql, { journeyId: id, autopilotId, customerId, now: now() })
  }

  /** Calls the provider, or finds what came of an earlier call. */
  async function sendMessage({ journeyId, channel, sendId, page }: MessageSending): Promise<SendAnswer> {
    await sendPage({ sendId, page })
    const journey = await requireJourney(journeyId)
    const state = await readMessageState(pool, { sendId, customerId: journey.customerId, channel })
    if (state === undefined || state.status === 'deferred' || state.status === 'sending') throw postpone('message_open', 5_000)
    const { status, reason, acceptedAt } = state
    if (acceptedAt !== null && (status === 'accepted' || status === 'delivered')) {
      const voucher = await findVoucher(pool, journey)
      if (voucher !== undefined)
        await deliverVouchers(pool, {
          deliveries: [{ voucherId: voucher.id, deliveredAt: acceptedAt }],
          at: now(),
          actor: { source: 'campaign' },
        })
    }
    return { status, ...(reason !== null && { reason }), ...(acceptedAt !== null && { acceptedAt: acceptedAt.getTime() }) }
  }

  async function requireJourney(journeyId: string): Promise<OpenJourney> {
    const journey = await readOpenJourney(pool, journeyId)
    if (journey === undefined) throw ApplicationFailure.nonRetryable('The journey does not exist', 'journey_not_found', { journeyId })
    return journey
  }
}

function requireSendStep({ definition }: OpenJourney, id: string): Step & SendStep {
  const step = definition.steps.find((one) => one.id === id)
  if (step?.kind !== 'send') throw ApplicationFailure.nonRetryable('The step sends nothing', 'step_not_found', { step: id })
  return step
}
