/** What a message needs of one customer to be rendered for them, and sent to their devices. */
import type { Sql } from '../../client.ts'
import { selectMergeFields } from '../sends/merge-fields.ts'

export interface RenderedCustomer {
  /** UUID. */
  id: string
  mergeFields: Record<string, unknown>
}

export type CustomerReference = { id: string } | { externalId: string }

/** @param fields as in `FrozenMessage.fields` */
export async function readRenderedCustomer(sql: Sql, customer: CustomerReference, fields: string[]): Promise<RenderedCustomer | undefined> {
  const [row] = await sql<RenderedCustomer[]>`
    SELECT c.id, ${selectMergeFields(sql, fields, 'c')} AS "mergeFields" FROM customers c
    WHERE ${'id' in customer ? sql`c.id = ${customer.id}` : sql`c.external_id = ${customer.externalId}`}`
  return row
}

export interface Device {
  subscriptionId: string
  endpoint: string
  p256dh: string
  auth: string
}

/** Those that are not suppressed. */
export async function listDevices(sql: Sql, customerId: string): Promise<Device[]> {
  return sql<Device[]>`
    SELECT id AS "subscriptionId", endpoint, p256dh, auth FROM push_subscriptions p
    WHERE customer_id = ${customerId} AND NOT EXISTS (SELECT FROM suppressions s WHERE s.channel = 'push' AND s.address = p.endpoint)
    ORDER BY id`
}

export async function isSuppressed(sql: Sql, channel: 'email' | 'sms', address: string): Promise<boolean> {
  const rows = await sql`SELECT FROM suppressions WHERE channel = ${channel} AND address = ${address}`
  return rows.count > 0
}
