/** The evidence of consent: every statement that left a trace, with what it was about. Written once, never updated. */
import { v7 as createUuid } from 'uuid'
import type { ChannelName } from '../../domain/channels.ts'
import type { ConsentStatement, ConsentStatus } from '../../domain/consents.ts'
import type { Sql } from '../client.ts'
import { copyRows, encodeRow } from '../copy.ts'

/** A statement about a customer. */
export interface ConsentChange extends ConsentStatement {
  customerId: string
  /** The send whose message it answers. */
  sendId?: string | null
  /** UUID of the member who recorded it. */
  memberId?: string | null
}

export interface Evidence {
  id: string
  customerId: string
  channel: ChannelName
  status: ConsentStatus
  previousStatus: ConsentStatus
  source: string
  address: string | null
  wordingVersion: string | null
  sendId: string | null
  /** UUID. */
  memberId: string | null
  occurredAt: Date
  isApplied: boolean
}

interface Outcome {
  previousStatus: ConsentStatus
  occurredAt: Date
  /** The customer's own, for a statement that names none. */
  address: string | null
  isApplied: boolean
}

/** @param id made here, not by the database, and in order: of several in one millisecond the later has the greater id. */
export function toEvidence(
  change: ConsentChange,
  { previousStatus, occurredAt, address, isApplied }: Outcome,
  id = createUuid(),
): Evidence {
  return {
    id,
    customerId: change.customerId,
    channel: change.channel,
    status: change.status,
    previousStatus,
    source: change.source,
    address: change.address === undefined ? address : change.address,
    wordingVersion: change.wordingVersion ?? null,
    sendId: change.sendId ?? null,
    memberId: change.memberId ?? null,
    occurredAt,
    isApplied,
  }
}

/** In the transaction that holds the customers' contact states. Instants in the future count as now. */
export async function insertEvidence(sql: Sql, rows: readonly Evidence[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    INSERT INTO consent_events (id, customer_id, channel, status, previous_status, source, address, wording_version, send_id, member_id, occurred_at, is_applied)
    SELECT id, customer_id, channel, status, previous_status, source, address, wording_version, send_id, member_id,
      least(occurred_at, date_trunc('milliseconds', now())), is_applied = 1
    FROM unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.customerId)}::uuid[], ${rows.map((row) => row.channel)}::channel[],
      ${rows.map((row) => row.status)}::consent_status[], ${rows.map((row) => row.previousStatus)}::consent_status[],
      ${rows.map((row) => row.source)}::text[], ${rows.map((row) => row.address)}::text[], ${rows.map((row) => row.wordingVersion)}::text[],
      ${rows.map((row) => row.sendId)}::uuid[], ${rows.map((row) => row.memberId)}::uuid[], ${rows.map((row) => row.occurredAt.toISOString())}::timestamptz[],
      ${rows.map((row) => (row.isApplied ? 1 : 0))}::integer[])
      AS n (id, customer_id, channel, status, previous_status, source, address, wording_version, send_id, member_id, occurred_at, is_applied)`
}

/** The same, by COPY. @param now of the transaction: instants after it count as it. */
export async function copyEvidence(sql: Sql, rows: readonly Evidence[], now: Date): Promise<void> {
  if (rows.length === 0) return
  const lines = rows.map((row) =>
    encodeRow([
      row.id,
      row.customerId,
      row.channel,
      row.status,
      row.previousStatus,
      row.source,
      row.address,
      row.wordingVersion,
      row.sendId,
      row.occurredAt < now ? row.occurredAt : now,
      row.isApplied,
    ]),
  )
  await copyRows(
    sql,
    'consent_events (id, customer_id, channel, status, previous_status, source, address, wording_version, send_id, occurred_at, is_applied) FROM STDIN',
    lines.join(''),
  )
}
