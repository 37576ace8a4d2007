/** Ledgers as tests want them: customers, a frozen send, rows and events, without the send path. */
import { randomUUID } from 'node:crypto'
import type { Sql } from '../../db/client.ts'
import { insertSend, type Send } from '../../db/queries/sends/send.ts'
import type { ChannelName } from '../../domain/channels.ts'
import type { DeliveryStatus } from '../../domain/deliveries.ts'

export const startAt = new Date('2026-03-02T09:00:00Z')
const windowMs = 7 * 86_400_000

export function minutesLater(minutes: number, from = startAt): Date {
  return new Date(from.getTime() + minutes * 60_000)
}

/** Their UUIDs. */
export async function addCustomers(sql: Sql, count: number): Promise<string[]> {
  const prefix = randomUUID()
  const rows = await sql<{ id: string }[]>`
    INSERT INTO customers (external_id, email, phone, first_name)
    SELECT ${prefix} || '-' || n, ${prefix} || '-' || n || '@shop.test', NULL, 'Ada' FROM generate_series(1, ${count}::int) AS n RETURNING id`
  return rows.map((row) => row.id)
}

export interface SendOptions extends Partial<Omit<Send, 'policy'>> {
  links?: string[]
  attributionWindowMs?: number
}

/** A frozen broadcast send, completed an hour after `startAt` unless told otherwise. */
export async function addSend(
  sql: Sql,
  { links = [], attributionWindowMs = windowMs, ...overrides }: SendOptions = {},
  completedAt: Date | null = minutesLater(60),
): Promise<string> {
  const id = overrides.id ?? randomUUID()
  const channel: ChannelName = overrides.channel ?? 'email'
  await insertSend(sql, {
    campaignKind: 'broadcast',
    campaignId: id,
    isMarketing: true,
    message: {
      message: { channel: 'email', subject: 's', html: 'h' },
      links,
      fields: [],
      store: { name: '', postalAddress: '', timeZone: 'UTC', currency: 'EUR' },
    },
    holdoutPercent: 0,
    budgetMessages: null,
    expiresAt: null,
    ...overrides,
    id,
    channel,
    policy: { cooldownMs: 0, channelCooldownMs: 0, quietHours: null, onCooldown: 'skip', storeTimeZone: 'UTC', attributionWindowMs },
  })
  await sql`UPDATE sends SET frozen_at = ${startAt}, completed_at = ${completedAt}, recipients = ${overrides.recipients ?? 0} WHERE id = ${id}`
  return id
}

export interface LedgerRow {
  customerId: string
  status: DeliveryStatus
  reason?: string | null
  channel?: ChannelName
  claimedAt?: Date
  acceptedAt?: Date | null
  smsParts?: number | null
  costMicros?: number | null
}

const taken: readonly DeliveryStatus[] = ['accepted', 'delivered', 'undeliverable', 'bounced']

export async function addDeliveries(sql: Sql, sendId: string, rows: LedgerRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => ({
    send_id: sendId,
    customer_id: row.customerId,
    channel: row.channel ?? 'email',
    page: 0,
    status: row.status,
    reason: row.reason ?? null,
    claimed_at: row.claimedAt ?? startAt,
    accepted_at: row.acceptedAt ?? (taken.includes(row.status) ? startAt : null),
    settled_at: startAt,
    sms_parts: row.smsParts ?? null,
    cost_micros: row.costMicros ?? null,
    cost_currency: row.costMicros === undefined || row.costMicros === null ? null : 'EUR',
  }))
  await sql`INSERT INTO deliveries ${sql(values)}`
}

export interface LedgerEvent {
  customerId: string
  type: 'delivered' | 'opened' | 'clicked' | 'unsubscribed' | 'complained'
  link?: number | null
  isBot?: boolean
  occurredAt?: Date
}

export async function addEvents(sql: Sql, sendId: string, events: LedgerEvent[]): Promise<void> {
  if (events.length === 0) return
  const values = events.map((event) => ({
    send_id: sendId,
    customer_id: event.customerId,
    channel: 'email',
    type: event.type,
    link: event.link ?? null,
    is_bot: event.isBot ?? false,
    occurred_at: event.occurredAt ?? startAt,
  }))
  await sql`INSERT INTO delivery_events ${sql(values)}`
}

export interface FixtureOrder {
  customerId: string
  placedAt: Date
  totalMinor?: number
  refundedMinor?: number
  currency?: string
  status?: 'paid' | 'cancelled' | 'partially_refunded' | 'refunded' | 'pending'
}

export async function addOrders(sql: Sql, orders: FixtureOrder[]): Promise<void> {
  if (orders.length === 0) return
  const values = orders.map((order) => ({
    external_id: randomUUID(),
    customer_id: order.customerId,
    placed_at: order.placedAt,
    status: order.status ?? 'paid',
    currency: order.currency ?? 'EUR',
    total_minor: order.totalMinor ?? 1000,
    refunded_minor: order.refundedMinor ?? 0,
  }))
  await sql`INSERT INTO orders ${sql(values)}`
}
