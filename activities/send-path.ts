/** What the send path needs from outside, and what every step of it shares. */
import { Context } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { Channel } from '../channels/channel.ts'
import type { EmailContent, PushContent, SmsContent } from '../channels/content.ts'
import type { Pool } from '../db/client.ts'
import { blockProvider, reserveRequestSlots } from '../db/queries/provider-clocks.ts'
import type { DeliveryOutcome } from '../db/queries/sends/record-outcomes.ts'
import type { ChannelName } from '../domain/channels.ts'
import type { ProviderCall } from './call-provider.ts'

export interface ChannelContent {
  email: EmailContent
  sms: SmsContent
  push: PushContent
}

export interface SendPathDependencies {
  pool: Pool
  channels: { [Name in ChannelName]: Channel<ChannelContent[Name]> }
  /** Of each provider account, over all workers; Infinity where nothing is configured. */
  requestsPerSecond: Readonly<Record<ChannelName, number>>
  publicUrl: string
  secret: string
  /** How long a provider without idempotency keys is asked about a lost answer before the message becomes `unknown`. */
  lookUpForMs: number
  /** Told of every call to a provider, where somebody counts. Costs the path nothing to speak of. */
  countCall?: (call: ProviderCall) => void
  now(): Date
}

export interface PageInput {
  /** UUID. */
  sendId: string
  page: number
}

export interface PageResult {
  accepted: number
  failed: number
  unknown: number
}

/** Idempotency keys live 24 h; a page is not called again later than this after its claim. */
export const repeatForMs = 20 * 3_600_000

/** The longest wait that an activity sits out by itself; beyond it, Temporal waits. */
const longestWaitMs = 20_000

/** Until when a 429 holds this process' requests, though their slots were reserved before; the database holds those that are reserved later. */
const holds = new WeakMap<Pool, Map<ChannelName, number>>()

/** Reserves the account's next slots in one statement. What it returns waits for the slot of the n-th request, from 0; heartbeats go on meanwhile. */
export async function reserveSlots(
  { pool, requestsPerSecond }: SendPathDependencies,
  channel: ChannelName,
  requests: number,
): Promise<(request: number) => Promise<void>> {
  const perSecond = requestsPerSecond[channel]
  const firstAt = performance.now() + (await reserveRequestSlots(pool, { provider: channel, requests, perSecond }))
  return async (request) => {
    const slotAt = firstAt + (request * 1_000) / perSecond
    const waitMs = Math.max(slotAt, holds.get(pool)?.get(channel) ?? 0) - performance.now()
    if (waitMs > 0) await Context.current().sleep(waitMs)
  }
}

/** Sits out a provider's refusal, or hands a long one to Temporal. @throws ApplicationFailure with the delay after which to try again. */
export async function backOff(
  { pool }: SendPathDependencies,
  channel: ChannelName,
  { code, waitMs }: { code: string; waitMs: number },
): Promise<void> {
  if (code === 'rate_limited') {
    holds.set(pool, (holds.get(pool) ?? new Map<ChannelName, number>()).set(channel, performance.now() + waitMs))
    await blockProvider(pool, channel, waitMs)
  }
  if (waitMs > longestWaitMs) throw postpone(code, waitMs)
  await Context.current().sleep(waitMs)
}

/** A failure that Temporal retries after `waitMs`. It carries a code and nothing else. */
export function postpone(code: string, waitMs: number): ApplicationFailure {
  return ApplicationFailure.create({ message: code, type: code, nextRetryDelay: waitMs, nonRetryable: false })
}

/** Whether the run has told this page to stop, as a cancelled broadcast does; a worker that shuts down is something else. */
export function isToldToStop(): boolean {
  return Context.current().cancellationDetails?.cancelRequested === true
}

export function countOutcomes(outcomes: DeliveryOutcome[]): PageResult {
  const count = (status: DeliveryOutcome['status']) => outcomes.filter((outcome) => outcome.status === status).length
  return { accepted: count('accepted'), failed: count('failed'), unknown: count('unknown') }
}
