/** Customers, sends and pages for the send path's tests: what is not said is the plainest case that may be sent to. */
import { v7 as newUuid } from 'uuid'
import type { Pool } from '../../db/client.ts'
import { insertSend, readSend, type Send } from '../../db/queries/sends/send.ts'
import type { ChannelName } from '../../domain/channels.ts'

export interface TestCustomer {
  id?: string
  email?: string | null
  phone?: string | null
  timeZone?: string | null
  consent?: 'never' | 'pending' | 'subscribed' | 'unsubscribed'
  lastContactAt?: Date | null
  lastChannelContactAt?: Date | null
}

/** Inserts customers in one go and returns their ids, in order. */
export async function addCustomers(pool: Pool, channel: ChannelName, customers: TestCustomer[]): Promise<string[]> {
  const rows = customers.map((customer) => {
    const id = customer.id ?? newUuid()
    return {
      ...customer,
      id,
      email: customer.email === undefined ? `${id}@example.test` : customer.email,
      phone: customer.phone === undefined ? null : customer.phone,
    }
  })
  await pool`
    INSERT INTO customers (id, external_id, email, phone, time_zone)
    SELECT * FROM unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.email)}::text[],
      ${rows.map((row) => row.phone)}::text[], ${rows.map((row) => row.timeZone ?? null)}::text[])`
  await pool`
    UPDATE contact_states s SET ${pool(`${channel}_consent`)} = v.consent, last_contact_at = v.last_contact_at, ${pool(`last_${channel}_at`)} = v.last_channel_contact_at
    FROM unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.consent ?? 'subscribed')}::consent_status[],
      ${rows.map((row) => row.lastContactAt?.toISOString() ?? null)}::timestamptz[], ${rows.map((row) => row.lastChannelContactAt?.toISOString() ?? null)}::timestamptz[])
      AS v (customer_id, consent, last_contact_at, last_channel_contact_at)
    WHERE s.customer_id = v.customer_id`
  return rows.map((row) => row.id)
}

/** A frozen email send with the given pages. */
export async function addSend(
  pool: Pool,
  pages: { customerIds: string[]; skipReason?: string }[],
  overrides: Partial<Omit<Send, 'recipients'>> = {},
): Promise<Send> {
  const id = overrides.id ?? newUuid()
  const channel = overrides.channel ?? 'email'
  await insertSend(pool, {
    id,
    campaignKind: 'broadcast',
    campaignId: id,
    channel,
    isMarketing: true,
    message: {
      message: { channel: 'email', subject: 'Hello', html: '<p>Hello {{ customer.first_name }}</p>' },
      links: [],
      fields: ['first_name'],
      store: { name: 'Store', postalAddress: 'Street 1', timeZone: 'Europe/Berlin', currency: 'EUR' },
    },
    policy: {
      cooldownMs: 86_400_000,
      channelCooldownMs: 0,
      quietHours: null,
      onCooldown: 'skip',
      storeTimeZone: 'Europe/Berlin',
      attributionWindowMs: 604_800_000,
    },
    holdoutPercent: 0,
    budgetMessages: null,
    expiresAt: null,
    ...overrides,
  })
  for (const [page, { customerIds, skipReason }] of pages.entries()) {
    await pool`
      INSERT INTO send_pages (send_id, page, not_before, customer_ids, skip_reason)
      VALUES (${id}, ${page}, now(), ${customerIds.toSorted()}::uuid[], ${skipReason ?? null})`
  }
  await pool`UPDATE sends SET recipients = ${pages.reduce((sum, page) => sum + page.customerIds.length, 0)} WHERE id = ${id}`
  const send = await readSend(pool, id)
  if (send === undefined) throw new Error('The send was not inserted')
  return send
}

export interface LedgerRow {
  customerId: string
  status: string
  reason: string | null
  deferUntil: Date | null
}

export async function readLedger(pool: Pool, sendId: string): Promise<LedgerRow[]> {
  return pool<LedgerRow[]>`
    SELECT customer_id AS "customerId", status, reason, defer_until AS "deferUntil" FROM deliveries WHERE send_id = ${sendId} ORDER BY customer_id`
}
