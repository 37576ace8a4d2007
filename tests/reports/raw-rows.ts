/** Every row that a report may look at, as it is. */
import type { Sql } from '../../db/client.ts'
import { type Ledger, now } from './ledger-rows.ts'

export interface RawVoucher {
  id: string
  campaign_kind: string
  campaign_id: string
  customer_id: string
  occurrence: string
  status: string
  currency: string
  discount_minor: string | null
  expires_at: Date | null
  order_external_id: string | null
  created_at: Date
  issued_at: Date | null
  delivered_at: Date | null
  accepted_at: Date | null
  redeemed_at: Date | null
  ended_at: Date | null
}

export interface RawDelivery {
  send_id: string
  customer_id: string
  channel: string
  page: number
  status: string
  reason: string | null
  policy_inputs: object | null
  claimed_at: Date
  accepted_at: Date | null
  sms_parts: number | null
  cost_micros: string | null
  cost_currency: string | null
}

export interface RawRows {
  vouchers: RawVoucher[]
  deliveries: RawDelivery[]
  sends: {
    id: string
    campaign_kind: string
    campaign_id: string
    is_marketing: boolean
    holdout_percent: string
    policy: { attributionWindowMs?: number }
  }[]
  orders: {
    id: string
    external_id: string
    customer_id: string
    placed_at: Date
    currency: string
    total_minor: string
    refunded_minor: string
    status: string
  }[]
  promotions: { id: string; name: string; launched_at: Date; finished_at: Date | null }[]
  autopilots: { id: string; name: string; status: string; enabled_at: Date; disabled_at: Date | null; retired_at: Date | null }[]
  promotion_sends: { send_id: string; promotion_id: string; purpose: string }[]
  send_pages: { send_id: string; page: number; not_before: Date }[]
  journeys: { id: string; autopilot_id: string; customer_id: string; run: number; arm: string; matched_at: Date; not_before: Date }[]
  journey_messages: { journey_id: string; channel: string; send_id: string }[]
  journey_events: { journey_id: string; seq: number; at: Date; kind: string; details: { until?: number } | null }[]
  delivery_events: { send_id: string; customer_id: string; channel: string; type: string; is_bot: boolean }[]
  segment_changes: { customer_id: string; changed_at: Date; entered: string[]; exited: string[] }[]
}

export async function readRawRows(sql: Sql): Promise<RawRows> {
  const read = async <Name extends keyof RawRows>(table: Name) =>
    [...(await sql<Record<string, unknown>[]>`SELECT * FROM ${sql(table as string)}`)] as unknown as RawRows[Name]
  return {
    vouchers: await read('vouchers'),
    deliveries: await read('deliveries'),
    sends: await read('sends'),
    orders: await read('orders'),
    promotions: await read('promotions'),
    autopilots: await read('autopilots'),
    promotion_sends: await read('promotion_sends'),
    send_pages: await read('send_pages'),
    journeys: await read('journeys'),
    journey_messages: await read('journey_messages'),
    journey_events: await read('journey_events'),
    delivery_events: await read('delivery_events'),
    segment_changes: await read('segment_changes'),
  }
}

/** A report's question, as it is asked. */
export interface Question {
  from: string
  until: string
  by: 'day' | 'week' | 'month'
  timeZone: string
  campaign?: { kind: string; id: string }
  kind?: string
  channel?: string
  segment?: string
  grossMarginPercent: number
}

export function askAtRandom(
  { random, rows }: Ledger,
  { channels, segments }: { channels: readonly string[]; segments: readonly string[] },
): Question {
  const day = (ago: number) => new Date(now.getTime() - ago * 86_400_000).toISOString().slice(0, 10)
  const ago = random.upTo(60)
  const campaigns = ['promotion', 'autopilot'].flatMap((kind) => (rows[`${kind}s`] ?? []).map(({ id }) => ({ kind, id: String(id) })))
  return {
    from: day(ago),
    until: day(Math.max(-2, ago - random.upTo(40))),
    by: random.pick(['day', 'week', 'month']),
    timeZone: random.pick(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland']),
    ...(random.chance(0.2) && { campaign: random.pick(campaigns) }),
    ...(random.chance(0.2) && { kind: random.pick(['promotion', 'autopilot']) }),
    ...(random.chance(0.3) && { channel: random.pick(channels) }),
    ...(random.chance(0.3) && { segment: random.pick(segments) }),
    grossMarginPercent: random.pick([100, 40, 0]),
  }
}
