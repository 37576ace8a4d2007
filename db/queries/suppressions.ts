/** Addresses that must not be written to. Every change is logged with who or what made it. */
import type { ChannelName } from '../../domain/channels.ts'
import { type SuppressionReason, suppressionReasons } from '../../domain/suppressions.ts'
import type { Sql } from '../client.ts'

export interface Suppression {
  channel: ChannelName
  /** Normalised: lower case, E.164, or the push endpoint. */
  address: string
  reason: SuppressionReason
  /** Who or what made it: `api:<key id>`, `resend`, `vonage`, an import, … */
  source: string
  createdAt: Date
}

export type SuppressionRow = Omit<Suppression, 'createdAt'>

/**
 * Adds what is not there, and replaces a weaker reason (domain/suppressions). Returns those that were added or changed. Rows are taken in the order
 * of their key, so that overlapping calls cannot deadlock; of two about one address the strongest counts.
 */
export async function addSuppressions(sql: Sql, rows: readonly SuppressionRow[]): Promise<SuppressionRow[]> {
  if (rows.length === 0) return []
  const strength = [...suppressionReasons]
  return sql<SuppressionRow[]>`
    WITH input AS (
      SELECT DISTINCT ON (channel, address) channel, address, reason, source
      FROM jsonb_to_recordset(${sql.json(rows)}) AS r (channel channel, address text, reason text, source text)
      ORDER BY channel, address, array_position(${strength}::text[], reason) DESC),
    added AS (
      INSERT INTO suppressions AS s (channel, address, reason, source) SELECT channel, address, reason, source FROM input ORDER BY channel, address
      ON CONFLICT (channel, address) DO UPDATE SET reason = excluded.reason, source = excluded.source, created_at = now()
        WHERE array_position(${strength}::text[], excluded.reason) > array_position(${strength}::text[], s.reason)
      RETURNING channel, address, reason, source),
    logged AS (
      INSERT INTO suppression_events (channel, address, action, reason, source) SELECT channel, address, 'added', reason, source FROM added)
    SELECT channel, address, reason, source FROM added`
}

/** Undefined when there was none, or, with `onlyReason`, when it is there for another reason. */
export async function removeSuppression(
  sql: Sql,
  { channel, address, source, onlyReason }: { channel: ChannelName; address: string; source: string; onlyReason?: SuppressionReason },
): Promise<SuppressionRow | undefined> {
  const [row] = await sql<SuppressionRow[]>`
    WITH removed AS (
      DELETE FROM suppressions WHERE channel = ${channel} AND address = ${address}
        ${onlyReason === undefined ? sql`` : sql`AND reason = ${onlyReason}`} RETURNING channel, address, reason, source),
    logged AS (
      INSERT INTO suppression_events (channel, address, action, reason, source) SELECT channel, address, 'removed', reason, ${source} FROM removed)
    SELECT channel, address, reason, source FROM removed`
  return row
}

export interface SuppressionFilter {
  channel?: ChannelName | undefined
  reason?: SuppressionReason | undefined
  address?: string | undefined
}

/** In the order of channel and address, from after the given key. */
export async function listSuppressions(
  sql: Sql,
  { channel, reason, address, after, limit }: SuppressionFilter & { after?: readonly [ChannelName, string] | undefined; limit: number },
): Promise<Suppression[]> {
  return sql<Suppression[]>`
    SELECT channel, address, reason, source, created_at AS "createdAt" FROM suppressions
    WHERE true
      ${channel === undefined ? sql`` : sql`AND channel = ${channel}`}
      ${reason === undefined ? sql`` : sql`AND reason = ${reason}`}
      ${address === undefined ? sql`` : sql`AND address = ${address}`}
      ${after === undefined ? sql`` : sql`AND (channel, address) > (${after[0]}::channel, ${after[1]})`}
    ORDER BY channel, address LIMIT ${limit}`
}

export interface SuppressionEvent extends SuppressionRow {
  id: string
  action: 'added' | 'removed'
  occurredAt: Date
}

/** The log, newest first. */
export async function listSuppressionEvents(
  sql: Sql,
  { channel, address, before, limit }: SuppressionFilter & { before?: string | undefined; limit: number },
): Promise<SuppressionEvent[]> {
  return sql<SuppressionEvent[]>`
    SELECT id, channel, address, action, reason, source, occurred_at AS "occurredAt" FROM suppression_events
    WHERE true
      ${channel === undefined ? sql`` : sql`AND channel = ${channel}`}
      ${address === undefined ? sql`` : sql`AND address = ${address}`}
      ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}
