/**
 * A store's ledger at random: promotions, autopilots and broadcasts with their messages, vouchers in every state, orders in several currencies, refunds, holdouts, erased customers. Instants
 * come from a grid of half hours, so that many of them are equal, and some are the very midnight at which a day begins.
 */
import type { Sql } from '../../db/client.ts'
import { channelNames } from '../../domain/channels.ts'
import { segmentKeys, stageKeys } from '../../domain/segment-keys.ts'
import { halfHourMs, type Ledger, makeDelivery, makeSend, now, type Rows, sqlArray, startMs } from './ledger-rows.ts'
import { createRandom } from './random.ts'
import { makeAutopilots } from './random-journeys.ts'
import { makeOrders, makeVoucher } from './random-vouchers.ts'

const tables = [
  'customers',
  'segment_changes',
  'promotions',
  'autopilots',
  'sends',
  'promotion_sends',
  'send_pages',
  'journeys',
  'journey_events',
  'journey_messages',
  'deliveries',
  'delivery_events',
  'vouchers',
  'orders',
] as const

export function makeLedger(seed: number): Ledger {
  const random = createRandom(seed)
  const rows: Rows = Object.fromEntries(tables.map((table) => [table, []]))
  const ledger: Ledger = {
    random,
    rows,
    customers: Array.from({ length: 24 }, () => ({ id: random.uuid(), isErased: random.chance(0.1) })),
    instant(fromMs = startMs, untilMs = now.getTime()) {
      const steps = Math.max(1, Math.floor((untilMs - fromMs) / halfHourMs))
      return new Date(fromMs + random.upTo(steps) * halfHourMs)
    },
    add: (table, row) => void rows[table]?.push(row),
  }
  for (const { id, isErased } of ledger.customers) {
    if (isErased) continue
    ledger.add('customers', { id, external_id: id })
    makeSegmentMoves(ledger, id)
  }
  for (let number = 0; number < 3; number += 1) makePromotion(ledger)
  makeAutopilots(ledger)
  for (let number = 0; number < 2; number += 1) makeBroadcast(ledger)
  for (let number = 0; number < 5; number += 1) makeVoucher(ledger, { kind: 'direct', id: random.uuid() }, {})
  makeOrders(ledger)
  return ledger
}

/** Whoever is in a segment leaves it, and enters another, as scores do. */
function makeSegmentMoves({ random, add, instant }: Ledger, customerId: string): void {
  const moves = [...new Set(Array.from({ length: random.upTo(5) }, () => instant().getTime()))].sort((a, b) => a - b)
  const held = new Set<string>()
  for (const at of moves) {
    const isBuyer = random.chance(0.9)
    const wanted = new Set(isBuyer ? [random.pick(stageKeys), ...segmentKeys.slice(stageKeys.length).filter(() => random.chance(0.3))] : [])
    const entered = [...wanted].filter((key) => !held.has(key))
    const exited = [...held].filter((key) => !wanted.has(key as (typeof stageKeys)[number]))
    if (entered.length + exited.length > 0) add('segment_changes', { customer_id: customerId, changed_at: new Date(at), entered, exited })
    held.clear()
    for (const key of wanted) held.add(key)
  }
}

function makePromotion(ledger: Ledger): void {
  const { random, add, customers, instant } = ledger
  const id = random.uuid()
  const launchedAt = instant()
  const isOver = random.chance(0.5)
  const status = isOver ? random.pick(['ended', 'stopped']) : 'active'
  add('promotions', {
    id,
    name: random.pick(['Spring', '=Sum("x")', 'Zwei für eins, "Tee"']),
    status,
    offer_id: random.uuid(),
    offer_version: 1,
    audience: {},
    channels: sqlArray(['email', 'sms']),
    messages: {},
    fall_through_ms: 0,
    launched_at: launchedAt,
    finished_at: isOver ? instant(launchedAt.getTime()) : null,
  })
  const hasHoldout = random.chance(0.7)
  const channels = random.chance(0.5) ? ['email', 'sms'] : ['push', 'email']
  const sends = [...channels, 'email'].map((channel, place) => {
    const sendId = makeSend(ledger, {
      campaign_kind: 'promotion',
      campaign_id: id,
      channel,
      holdout_percent: hasHoldout ? 20 : 0,
      frozen_at: launchedAt,
    })
    const isReminder = place === channels.length
    add('promotion_sends', {
      send_id: sendId,
      promotion_id: id,
      purpose: isReminder ? 'reminder' : 'offer',
      channel,
      place: isReminder ? 0 : place,
    })
    for (const page of [0, 1])
      add('send_pages', { send_id: sendId, page, not_before: instant(launchedAt.getTime() - 86_400_000), customer_ids: sqlArray([]) })
    return { sendId, channel, isReminder }
  })
  for (const { id: customerId } of customers) {
    if (random.chance(0.2)) continue
    const isHeldOut = hasHoldout && random.chance(0.3)
    for (const { sendId, channel, isReminder } of isHeldOut ? sends.slice(0, 1) : sends)
      if (random.chance(isReminder ? 0.3 : 0.7) || isHeldOut)
        makeDelivery(ledger, {
          send_id: sendId,
          customer_id: customerId,
          channel,
          isHeldOut,
          page: random.upTo(2),
          claimedAt: instant(launchedAt.getTime()),
        })
    if (!isHeldOut && random.chance(0.8))
      makeVoucher(ledger, { kind: 'promotion', id }, { customerId, occurrence: 'offer', fromAt: launchedAt })
  }
}

function makeBroadcast(ledger: Ledger): void {
  const { random, customers } = ledger
  const channel = random.pick(channelNames)
  const isTransactional = random.chance(0.3)
  const id = makeSend(ledger, {
    campaign_kind: isTransactional ? 'transactional' : 'broadcast',
    campaign_id: random.uuid(),
    channel,
    is_marketing: !isTransactional,
  })
  for (const { id: customerId } of customers)
    if (random.chance(0.6)) makeDelivery(ledger, { send_id: id, customer_id: customerId, channel })
}

/** In place of what was there. */
export async function writeLedger(sql: Sql, { rows }: Ledger): Promise<void> {
  await sql`TRUNCATE customers, orders, order_items, segment_changes, promotions, promotion_sends, autopilots, sends, send_pages, journeys, journey_versions, journey_events,
    journey_messages, deliveries, delivery_events, vouchers, outbox CASCADE`
  for (const table of tables) {
    const values = (rows[table] ?? []).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [column, Array.isArray(value) ? sqlArray(value as string[]) : value]),
      ),
    )
    if (values.length > 0) await sql`INSERT INTO ${sql(table)} ${sql(values as Record<string, string>[])}`
  }
}
