/** What ledgers at random are made of: instants on a grid of half hours, sends, and rows in any state. */
import { deliveryStatuses } from '../../domain/deliveries.ts'
import type { Random } from './random.ts'

export const now = new Date('2026-04-02T13:17:00Z')
const spanDays = 75
export const halfHourMs = 1_800_000
export const startMs = now.getTime() - (now.getTime() % halfHourMs) - spanDays * 86_400_000

/** Rows by table, as they are inserted. */
export type Rows = Record<string, Record<string, unknown>[]>

export interface Ledger {
  random: Random
  rows: Rows
  customers: { id: string; isErased: boolean }[]
  /** On the grid. */
  instant(fromMs?: number, untilMs?: number): Date
  add(table: string, row: Record<string, unknown>): void
}

export function makeSend(
  { random, add }: Ledger,
  send: { campaign_kind: string; campaign_id: string; channel: string; holdout_percent?: number; is_marketing?: boolean; frozen_at?: Date },
): string {
  const id = random.uuid()
  const windowMs = random.pick([86_400_000, 7 * 86_400_000, 3 * 86_400_000, null])
  add('sends', {
    id,
    is_marketing: true,
    holdout_percent: 0,
    frozen_at: new Date(startMs),
    ...send,
    message: {},
    policy: windowMs === null ? {} : { attributionWindowMs: windowMs },
    recipients: 0,
  })
  return id
}

const reasons = ['no_address', 'not_subscribed', 'cooldown', 'excluded', 'campaign_stopped', 'budget_exhausted', 'expired']

/** A row of the ledger in any state; its acceptance comes some time after its claim. */
export function makeDelivery(
  { random, add, instant }: Ledger,
  {
    claimedAt = instant(),
    ...delivery
  }: { send_id: string; customer_id: string; channel: string; claimedAt?: Date; isHeldOut?: boolean; page?: number },
): { status: string; accepted_at: Date | null } {
  const { isHeldOut = false, page = 0, ...key } = delivery
  const status = isHeldOut ? 'skipped' : random.chance(0.6) ? random.pick(['accepted', 'delivered']) : random.pick(deliveryStatuses)
  const isTaken = ['accepted', 'delivered', 'undeliverable', 'bounced'].includes(status)
  const isSms = key.channel === 'sms'
  const isPriced = isTaken && isSms && random.chance(0.5)
  const row = {
    ...key,
    page,
    status,
    reason: isHeldOut ? 'holdout' : status === 'skipped' ? random.pick(reasons) : null,
    policy_inputs: status === 'skipped' && !isHeldOut && random.chance(0.3) ? { voucher: 'limit_per_customer' } : {},
    claimed_at: claimedAt,
    accepted_at: isTaken ? new Date(claimedAt.getTime() + random.upTo(4) * halfHourMs) : null,
    sms_parts: isTaken && isSms ? 1 + random.upTo(3) : null,
    cost_micros: isPriced ? 10_000 + random.upTo(90_000) : null,
    cost_currency: isPriced ? random.pick(['EUR', 'USD']) : null,
  }
  add('deliveries', row)
  for (const type of ['clicked', 'opened'])
    if (isTaken && random.chance(0.3))
      add('delivery_events', { ...key, type, is_bot: random.chance(0.3), occurred_at: new Date(claimedAt.getTime() + halfHourMs) })
  return row
}

/** A text[] or uuid[] as the driver's helper for rows takes it. */
export function sqlArray(values: readonly string[]): string {
  return `{${values.join(',')}}`
}
