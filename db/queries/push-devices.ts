/**
 * Browsers that subscribe by themselves, on a page of ours or of a shop. What proves that they may: for a first subscription a signed link of the
 * customer's, checked by the caller; for a change of it the old one's secret, which only that browser and we know.
 */
import { timingSafeEqual } from 'node:crypto'
import type { Pool, Sql } from '../client.ts'
import { recordConsents } from './consents.ts'
import { deletePushSubscriptionByEndpoint, upsertPushSubscriptions } from './push-subscriptions.ts'

export interface Device {
  /** Normalised (domain/push-subscriptions). */
  endpoint: string
  p256dh: string
  auth: string
  userAgent: string | null
}

/** What a browser shows of a subscription to prove that it is its own. */
export interface DeviceProof {
  endpoint: string
  auth: string
}

/** A person has a handful. The oldest go, so that one link cannot make us send to hundreds of places. */
const devicesPerCustomer = 20
const source = 'push_page'

export type SubscribeResult = 'subscribed' | 'unknown_customer' | 'taken'

/** Keeps the device and the consent that the visitor gave by asking for it. `taken`: the endpoint is known with other keys. */
export async function subscribeDevice(
  pool: Pool,
  { customerId, device, wordingVersion, at }: { customerId: string; device: Device; wordingVersion: string; at: Date },
): Promise<SubscribeResult> {
  return pool.begin(async (sql) => {
    const customer = await sql`SELECT 1 FROM customers WHERE id = ${customerId} FOR KEY SHARE`
    if (customer.length === 0) return 'unknown_customer'
    const known = await lockDevice(sql, device.endpoint)
    if (known !== undefined && !isSame(known.auth, device.auth)) return 'taken'
    await upsertPushSubscriptions(sql, [{ customerId, ...device }])
    await sql`
      DELETE FROM push_subscriptions WHERE id IN (SELECT id FROM push_subscriptions WHERE customer_id = ${customerId} ORDER BY id DESC OFFSET ${devicesPerCustomer})`
    await recordConsents(sql, [
      { customerId, channel: 'push', status: 'subscribed', source, address: device.endpoint, wordingVersion, occurredAt: at },
    ])
    return 'subscribed'
  })
}

/** The browser's push service has given it another endpoint: the same device, the same consent. */
export async function renewDevice(
  pool: Pool,
  { replaces, device }: { replaces: DeviceProof; device: Device },
): Promise<'renewed' | 'not_proven' | 'taken'> {
  return pool.begin(async (sql) => {
    const old = await lockDevice(sql, replaces.endpoint)
    if (old === undefined || !isSame(old.auth, replaces.auth)) return 'not_proven'
    const known = await lockDevice(sql, device.endpoint)
    if (known !== undefined && !isSame(known.auth, device.auth)) return 'taken'
    await upsertPushSubscriptions(sql, [{ customerId: old.customerId, ...device, userAgent: device.userAgent ?? old.userAgent }])
    if (device.endpoint !== replaces.endpoint) await deletePushSubscriptionByEndpoint(sql, replaces.endpoint)
    return 'renewed'
  })
}

/** Forgets the device; with the customer's last one, push is unsubscribed. A device that is not there is as good as forgotten. */
export async function unsubscribeDevice(
  pool: Pool,
  { proof, wordingVersion, at }: { proof: DeviceProof; wordingVersion: string; at: Date },
): Promise<'unsubscribed' | 'not_proven'> {
  return pool.begin(async (sql) => {
    const device = await lockDevice(sql, proof.endpoint)
    if (device === undefined) return 'unsubscribed'
    if (!isSame(device.auth, proof.auth)) return 'not_proven'
    const { customerId } = device
    await deletePushSubscriptionByEndpoint(sql, proof.endpoint)
    const others = await sql`SELECT 1 FROM push_subscriptions WHERE customer_id = ${customerId} LIMIT 1`
    if (others.length === 0) {
      await recordConsents(sql, [
        { customerId, channel: 'push', status: 'unsubscribed', source, address: proof.endpoint, wordingVersion, occurredAt: at },
      ])
    }
    return 'unsubscribed'
  })
}

interface KnownDevice {
  customerId: string
  auth: string
  userAgent: string | null
}

async function lockDevice(sql: Sql, endpoint: string): Promise<KnownDevice | undefined> {
  const [row] = await sql<KnownDevice[]>`
    SELECT customer_id AS "customerId", auth, user_agent AS "userAgent" FROM push_subscriptions WHERE endpoint = ${endpoint} FOR UPDATE`
  return row
}

function isSame(known: string, given: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
