/** What customers did. An event is written once, under its sender's id of it, and never changed. */
import { mergeRows } from '../../domain/bulk-rows.ts'
import type { EventWrite } from '../../domain/events.ts'
import type { Sql } from '../client.ts'
import { runInTransaction } from '../transaction.ts'
import { findCustomerIds } from './find-customer-ids.ts'

export type EventResult = { status: 'created' | 'duplicate'; id: string } | { status: 'unknown_customer' }

/** One result for each row, in their order; the first of several under one message id counts. In one transaction: its own, or the caller's. */
export async function insertEvents(sql: Sql, rows: readonly EventWrite[]): Promise<EventResult[]> {
  if (rows.length === 0) return []
  const merged = mergeRows(
    rows,
    (row) => row.messageId,
    (earlier) => earlier,
  )
  const results = await runInTransaction(sql, async (sql) => {
    const customerIds = await findCustomerIds(sql, merged.rows)
    const records = merged.rows.flatMap((row, index) => {
      const customerId = customerIds[index]
      return customerId === undefined
        ? []
        : [{ message_id: row.messageId, customer_id: customerId, name: row.name, occurred_at: row.occurredAt, properties: row.properties }]
    })
    const created = await sql<{ id: string; messageId: string }[]>`
      INSERT INTO events (message_id, customer_id, name, occurred_at, properties)
      SELECT message_id, customer_id, name, occurred_at, properties
      FROM jsonb_to_recordset(${sql.json(records as never)}) AS n (message_id text, customer_id uuid, name text, occurred_at timestamptz, properties jsonb)
      ON CONFLICT (message_id) DO NOTHING RETURNING id, message_id AS "messageId"`
    const createdIds = new Map(created.map((row) => [row.messageId, row.id]))
    // A statement of its own: its snapshot sees what another transaction has inserted in the meantime.
    const known = await sql<{ id: string; messageId: string }[]>`
      SELECT id, message_id AS "messageId" FROM events WHERE message_id = ANY(${merged.rows.map((row) => row.messageId).filter((id) => !createdIds.has(id))}::text[])`
    return { createdIds, knownIds: new Map(known.map((row) => [row.messageId, row.id])) }
  })
  const said = new Set<string>()
  return rows.map(({ messageId }): EventResult => {
    const createdId = results.createdIds.get(messageId)
    const id = createdId ?? results.knownIds.get(messageId)
    if (id === undefined) return { status: 'unknown_customer' }
    const isFirst = createdId !== undefined && !said.has(messageId)
    said.add(messageId)
    return { status: isFirst ? 'created' : 'duplicate', id }
  })
}

export interface StoredEvent {
  id: string
  messageId: string
  customerId: string
  name: string
  occurredAt: Date
  properties: Record<string, unknown>
}

export interface EventFilter {
  customerId?: string | undefined
  name?: string | undefined
}

/** In the order in which they arrived, newest first, from before the given id. */
export async function listEvents(
  sql: Sql,
  { customerId, name, before, limit }: EventFilter & { before?: string | undefined; limit: number },
): Promise<StoredEvent[]> {
  return sql<StoredEvent[]>`
    SELECT id, message_id AS "messageId", customer_id AS "customerId", name, occurred_at AS "occurredAt", properties FROM events
    WHERE true
      ${customerId === undefined ? sql`` : sql`AND customer_id = ${customerId}`}
      ${name === undefined ? sql`` : sql`AND name = ${name}`}
      ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}
