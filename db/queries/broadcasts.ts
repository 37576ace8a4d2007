/** Broadcasts as operators write them: drafts are made, changed, copied and deleted here; only a draft can be. */
import type { Audience } from '../../domain/audiences.ts'
import type { ChannelName } from '../../domain/channels.ts'
import type { Message } from '../../domain/messages.ts'
import type { Schedule } from '../../domain/schedules.ts'
import type { Sql } from '../client.ts'

export type BroadcastStatus = 'draft' | 'scheduled' | 'sending' | 'paused' | 'sent' | 'cancelled' | 'failed'

/** What an operator decides about a broadcast. */
export interface BroadcastDraft {
  name: string
  message: Message
  audience: Audience
  schedule: Schedule
  /** 0 to 50. */
  holdoutPercent: number
  maxMessages: number | null
  expiresAt: Date | null
}

export interface Broadcast extends BroadcastDraft {
  /** UUID. */
  id: string
  channel: ChannelName
  status: BroadcastStatus
  copiedFrom: string | null
  /** Grows with every change. */
  version: number
  createdAt: Date
  updatedAt: Date
  startedAt: Date | null
  finishedAt: Date | null
}

/** Why a draft was not changed or deleted. */
export type DraftRefusal = 'not_found' | 'not_draft' | 'version_mismatch'

function selectColumns(sql: Sql, { hasMessage } = { hasMessage: true }) {
  return sql`id, name, channel, status, ${hasMessage ? sql`message` : sql`NULL AS message`}, audience, schedule, holdout_percent::float8 AS "holdoutPercent", max_messages AS "maxMessages",
    expires_at AS "expiresAt", copied_from AS "copiedFrom", version, created_at AS "createdAt", updated_at AS "updatedAt",
    started_at AS "startedAt", finished_at AS "finishedAt"`
}

export async function insertBroadcast(sql: Sql, draft: BroadcastDraft, copiedFrom: string | null = null): Promise<Broadcast> {
  const [broadcast] = await sql<[Broadcast]>`
    INSERT INTO broadcasts (name, channel, message, audience, schedule, holdout_percent, max_messages, expires_at, copied_from)
    VALUES (${draft.name}, ${draft.message.channel}, ${sql.json(draft.message as never)}, ${sql.json(draft.audience as never)},
      ${sql.json(draft.schedule)}, ${draft.holdoutPercent}, ${draft.maxMessages}, ${draft.expiresAt}, ${copiedFrom})
    RETURNING ${selectColumns(sql)}`
  return broadcast
}

export async function readBroadcast(sql: Sql, id: string): Promise<Broadcast | undefined> {
  const [broadcast] = await sql<Broadcast[]>`SELECT ${selectColumns(sql)} FROM broadcasts WHERE id = ${id}`
  return broadcast
}

/** Nobody else changes it until the caller's transaction ends. */
export async function lockBroadcast(sql: Sql, id: string): Promise<Broadcast | undefined> {
  const [broadcast] = await sql<Broadcast[]>`SELECT ${selectColumns(sql)} FROM broadcasts WHERE id = ${id} FOR NO KEY UPDATE`
  return broadcast
}

export interface BroadcastFilter {
  status?: BroadcastStatus | undefined
  channel?: ChannelName | undefined
  /** Part of the name, any case. */
  q?: string | undefined
  /** UUID: that one alone. */
  id?: string | undefined
  /** The last id of the page before. */
  before?: string | undefined
  limit: number
}

/** Without its message, which may be as long as a book. */
export type ListedBroadcast = Omit<Broadcast, 'message'> & { message: Message | null }

/** Newest first: ids are UUIDs of version 7, whose order is that of creation. */
export async function listBroadcasts(
  sql: Sql,
  { status, channel, q, id, before, limit, hasMessage = true }: BroadcastFilter & { hasMessage?: boolean },
): Promise<ListedBroadcast[]> {
  return sql<ListedBroadcast[]>`
    SELECT ${selectColumns(sql, { hasMessage })} FROM broadcasts
    WHERE true
      ${status === undefined ? sql`` : sql`AND status = ${status}`}
      ${channel === undefined ? sql`` : sql`AND channel = ${channel}`}
      ${q === undefined ? sql`` : sql`AND strpos(lower(name), lower(${q})) > 0`}
      ${id === undefined ? sql`` : sql`AND id = ${id}`}
      ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}

/** @param version the one that the change was made to. */
export async function changeDraft(sql: Sql, id: string, draft: BroadcastDraft, version: number): Promise<Broadcast | DraftRefusal> {
  const [broadcast] = await sql<Broadcast[]>`
    UPDATE broadcasts SET name = ${draft.name}, channel = ${draft.message.channel}, message = ${sql.json(draft.message as never)},
      audience = ${sql.json(draft.audience as never)}, schedule = ${sql.json(draft.schedule)}, holdout_percent = ${draft.holdoutPercent},
      max_messages = ${draft.maxMessages}, expires_at = ${draft.expiresAt}, version = version + 1, updated_at = now()
    WHERE id = ${id} AND status = 'draft' AND version = ${version}
    RETURNING ${selectColumns(sql)}`
  return broadcast ?? explainRefusal(sql, id)
}

export async function deleteDraft(sql: Sql, id: string): Promise<'deleted' | DraftRefusal> {
  const deleted = await sql`DELETE FROM broadcasts WHERE id = ${id} AND status = 'draft'`
  return deleted.count === 1 ? 'deleted' : explainRefusal(sql, id)
}

async function explainRefusal(sql: Sql, id: string): Promise<DraftRefusal> {
  const [row] = await sql<{ status: BroadcastStatus }[]>`SELECT status FROM broadcasts WHERE id = ${id}`
  if (row === undefined) return 'not_found'
  return row.status === 'draft' ? 'version_mismatch' : 'not_draft'
}

export interface StartedBroadcast {
  broadcast: Broadcast
  /** The row that makes the start certain; deleted once the workflow is known to run. */
  outboxId: string
}

/**
 * Turns the draft that was checked into a scheduled broadcast, and writes down that its workflow is to be started, in one statement: neither is
 * ever there without the other.
 *
 * @param version the one that the preflight checked: an edit since then is a `version_mismatch`.
 */
export async function scheduleDraft(sql: Sql, id: string, schedule: Schedule, version: number): Promise<StartedBroadcast | DraftRefusal> {
  const [row] = await sql<(Broadcast & { outboxId: string })[]>`
    WITH scheduled AS (
      UPDATE broadcasts SET status = 'scheduled', schedule = ${sql.json(schedule)}, version = version + 1, updated_at = now()
      WHERE id = ${id} AND status = 'draft' AND version = ${version}
      RETURNING *
    ), start AS (
      INSERT INTO outbox (kind, payload) SELECT 'start_broadcast', jsonb_build_object('broadcastId', id) FROM scheduled RETURNING id AS outbox_id
    )
    SELECT ${selectColumns(sql)}, outbox_id::text AS "outboxId" FROM scheduled, start`
  if (row === undefined) return explainRefusal(sql, id)
  const { outboxId, ...broadcast } = row
  return { broadcast, outboxId }
}
