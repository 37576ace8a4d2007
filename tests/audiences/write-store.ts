/** Fills an empty database with a store: the rows themselves, and segments by the real refresh. */
import { refreshSegments } from '../../db/queries/segments/refresh-segments.ts'
import type { Pool } from '../../db/client.ts'
import { changeSettings } from '../../db/queries/settings.ts'
import { formatId } from '../../domain/ids.ts'
import { hasBeenAccepted } from './oracle-records.ts'
import type { RuleStore } from './rule-store.ts'

/** @returns the customers' ids by external id. */
export async function writeStore(sql: Pool, store: RuleStore): Promise<Map<string, string>> {
  await changeSettings(sql, 'store', { timeZone: store.timeZone })
  const ids = await writeCustomers(sql, store)
  const owned = <T extends { customer: string }>(rows: T[]) => rows.map((row) => ({ ...row, customer_id: ids.get(row.customer) }))
  await writeOrders(sql, { ...store, orders: owned(store.orders) })
  await insert(
    sql,
    'events',
    owned(store.events).map(({ customer_id, name, occurredAtMs, properties }, index) => ({
      message_id: `m-${index}`,
      customer_id,
      name,
      occurred_at: toInstant(occurredAtMs),
      properties,
    })),
  )
  await writeDeliveries(sql, { ...store, deliveries: owned(store.deliveries) })
  await insert(
    sql,
    'groups',
    store.groups.map(({ id }) => ({ id, external_id: id, name: id })),
  )
  await insert(
    sql,
    'group_members',
    store.groups.flatMap(({ id, members }) => members.map((member) => ({ group_id: id, customer_id: ids.get(member) }))),
  )
  await writeVouchers(sql, owned(store.vouchers))
  await refreshSegments(sql, new Date(store.refreshedAtMs))
  // The refresh has kept its own moves.
  await sql`TRUNCATE segment_changes`
  await insert(
    sql,
    'segment_changes',
    owned(store.moves).map(({ customer_id, changedAtMs, entered, exited }) => ({
      customer_id,
      changed_at: toInstant(changedAtMs),
      entered,
      exited,
    })),
  )
  return ids
}

export function listAudiences({ audiences }: RuleStore): Map<string, RuleStore['audiences'][number]['rule']> {
  return new Map(audiences.map(({ id, rule }) => [formatId('audience', id), rule]))
}

async function writeCustomers(sql: Pool, { customers, suppressions }: RuleStore): Promise<Map<string, string>> {
  await insert(
    sql,
    'customers',
    customers.map((one) => ({
      external_id: one.externalId,
      email: one.email,
      phone: one.phone,
      first_name: one.firstName,
      last_name: one.lastName,
      language: one.language,
      country: one.country,
      region: one.region,
      city: one.city,
      postal_code: one.postalCode,
      time_zone: one.timeZone,
      birthday: one.birthday,
      attributes: one.attributes,
      created_at: toInstant(one.createdAtMs),
    })),
  )
  const rows = await sql<{ id: string; externalId: string }[]>`SELECT id, external_id AS "externalId" FROM customers`
  const ids = new Map(rows.map((row) => [row.externalId, row.id]))
  const states = customers.map(({ externalId, consents, lastContactMs }) => ({
    customer_id: ids.get(externalId),
    ...Object.fromEntries(Object.entries(consents).map(([channel, status]) => [`${channel}_consent`, status])),
    ...Object.fromEntries(
      Object.entries(lastContactMs).map(([channel, atMs]) => [
        channel === 'any' ? 'last_contact_at' : `last_${channel}_at`,
        toInstant(atMs),
      ]),
    ),
  }))
  await sql`TRUNCATE contact_states`
  await insert(sql, 'contact_states', states)
  await insert(
    sql,
    'suppressions',
    suppressions.map((one) => ({ ...one, reason: 'invalid', source: 'test' })),
  )
  await insert(
    sql,
    'push_subscriptions',
    customers.flatMap(({ externalId, pushDevices }) =>
      pushDevices.map((endpoint) => ({ customer_id: ids.get(externalId), endpoint, p256dh: 'k', auth: 'a' })),
    ),
  )
  return ids
}

type Owned<T> = T & { customer_id: string | undefined }

async function writeOrders(sql: Pool, { orders }: { orders: Owned<RuleStore['orders'][number]>[] }): Promise<void> {
  await insert(
    sql,
    'orders',
    orders.map((one, index) => ({
      external_id: `o-${index}`,
      customer_id: one.customer_id,
      placed_at: toInstant(one.placedAtMs),
      status: one.status,
      currency: one.currency,
      total_minor: one.totalMinor,
      refunded_minor: one.refundedMinor,
      payment_method: one.paymentMethod,
      coupon: one.coupon,
      attributes: one.attributes,
    })),
  )
  const rows = await sql<{ id: string; externalId: string }[]>`SELECT id, external_id AS "externalId" FROM orders`
  const ids = new Map(rows.map((row) => [row.externalId, row.id]))
  await insert(
    sql,
    'order_items',
    orders.flatMap(({ items }, index) =>
      items.map(({ product, priceMinor, ...item }, line) => ({
        ...item,
        order_id: ids.get(`o-${index}`),
        line,
        product_external_id: product,
        price_minor: priceMinor,
      })),
    ),
  )
}

async function writeDeliveries(sql: Pool, { deliveries }: { deliveries: Owned<RuleStore['deliveries'][number]>[] }): Promise<void> {
  const sends = new Map(deliveries.map(({ send }) => [send.id, send]))
  await insert(
    sql,
    'sends',
    [...sends.values()].map(({ id, campaignKind, campaignId, channel, isMarketing }) => ({
      id,
      campaign_kind: isMarketing ? campaignKind : 'transactional',
      campaign_id: campaignId,
      channel,
      is_marketing: isMarketing,
      message: {},
      policy: {},
    })),
  )
  await insert(
    sql,
    'deliveries',
    deliveries.map(({ customer_id, send, acceptedAtMs }) => ({
      send_id: send.id,
      customer_id,
      channel: send.channel,
      page: 0,
      status: acceptedAtMs === null ? 'skipped' : 'accepted',
      claimed_at: toInstant(acceptedAtMs ?? 0),
      accepted_at: toInstant(acceptedAtMs),
    })),
  )
  await insert(
    sql,
    'delivery_events',
    deliveries.flatMap(({ customer_id, send, events }) =>
      events.map(({ type, isBot, occurredAtMs }) => ({
        send_id: send.id,
        customer_id,
        channel: send.channel,
        type,
        is_bot: isBot,
        occurred_at: toInstant(occurredAtMs),
      })),
    ),
  )
}

async function writeVouchers(sql: Pool, vouchers: Owned<RuleStore['vouchers'][number]>[]): Promise<void> {
  await insert(
    sql,
    'vouchers',
    vouchers.map((one, index) => {
      const { status, validUntilMs, lockUntilMs } = one
      const isEnded = status === 'expired' || status === 'revoked' || status === 'rolled_back'
      const lockUntil = status === 'locked' ? lockUntilMs : null
      return {
        id: `0198${String(index).padStart(4, '0')}-0000-7000-8000-000000000000`,
        code: `CODE${index}`,
        offer_id: one.offerId,
        offer_version: 1,
        campaign_kind: one.campaignKind,
        campaign_id: one.campaignId,
        customer_id: one.customer_id,
        occurrence: String(index),
        status,
        currency: one.currency,
        discount_minor: status === 'redeemed' ? one.discountMinor : null,
        valid_from: toInstant(one.issuedAtMs),
        valid_until: toInstant(validUntilMs),
        expires_at: status === 'redeemed' || isEnded ? null : toInstant(Math.max(validUntilMs, lockUntil ?? validUntilMs)),
        lock_reference: lockUntil === null ? null : 'cart',
        lock_until: toInstant(lockUntil),
        created_at: toInstant(one.issuedAtMs),
        issued_at: status === 'reserved' ? null : toInstant(one.issuedAtMs),
        accepted_at: hasBeenAccepted(status) ? toInstant(one.acceptedAtMs) : null,
        redeemed_at: status === 'redeemed' ? toInstant(one.redeemedAtMs) : null,
        ended_at: isEnded ? toInstant(validUntilMs) : null,
      }
    }),
  )
}

/** All of the rows have the same columns. Columns that are left out take their defaults. */
async function insert(sql: Pool, table: string, rows: Record<string, unknown>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  if (columns.length === 0) return
  const list = columns.map((column) => `"${column}"`).join(', ')
  await sql.unsafe(`INSERT INTO "${table}" (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::"${table}", $1::text::jsonb)`, [
    JSON.stringify(rows),
  ])
}

function toInstant(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}
