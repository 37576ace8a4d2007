/** Promotions as operators write them: drafts are made, changed, copied and deleted here; only a draft can be. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { PromotionDraft, PromotionStatus } from '../../../domain/promotions.ts'
import type { Schedule } from '../../../domain/schedules.ts'
import type { Sql } from '../../client.ts'

export interface Promotion extends PromotionDraft {
  /** UUID. */
  id: string
  status: PromotionStatus
  /** The version of the offer that it was launched with; null while it is a draft. */
  offerVersion: number | null
  copiedFrom: string | null
  /** Grows with every change. */
  version: number
  createdAt: Date
  updatedAt: Date
  launchedAt: Date | null
  /** When its audience was frozen. */
  startedAt: Date | null
  finishedAt: Date | null
  /** `kept` or `revoked` of a stop; a code of a failure. */
  finishReason: string | null
}

/** Why a draft was not changed, launched or deleted. */
export type PromotionRefusal = 'not_found' | 'not_draft' | 'version_mismatch'

function promotionColumns(sql: Sql) {
  return sql`id, name, status, offer_id AS "offerId", offer_version AS "offerVersion", audience, channels::text[] AS channels, messages, schedule,
    fall_through_ms::float8 AS "fallThroughMs", reminder, holdout_percent::float8 AS "holdoutPercent", expires_at AS "expiresAt", copied_from AS "copiedFrom",
    version, created_at AS "createdAt", updated_at AS "updatedAt", launched_at AS "launchedAt", started_at AS "startedAt", finished_at AS "finishedAt",
    finish_reason AS "finishReason"`
}

export async function insertPromotion(sql: Sql, draft: PromotionDraft, copiedFrom: string | null = null): Promise<Promotion> {
  const [promotion] = await sql<[Promotion]>`
    INSERT INTO promotions (name, offer_id, audience, channels, messages, schedule, fall_through_ms, reminder, holdout_percent, expires_at, copied_from)
    VALUES (${draft.name}, ${draft.offerId}, ${sql.json(draft.audience as never)}, ${draft.channels}::channel[], ${sql.json(draft.messages as never)},
      ${sql.json(draft.schedule)}, ${draft.fallThroughMs}, ${toJson(sql, draft.reminder)}, ${draft.holdoutPercent}, ${draft.expiresAt}, ${copiedFrom})
    RETURNING ${promotionColumns(sql)}`
  return promotion
}

export async function readPromotion(sql: Sql, id: string): Promise<Promotion | undefined> {
  const [promotion] = await sql<Promotion[]>`SELECT ${promotionColumns(sql)} FROM promotions WHERE id = ${id}`
  return promotion
}

/** Nobody else changes it until the caller's transaction ends. */
export async function lockPromotion(sql: Sql, id: string): Promise<Promotion | undefined> {
  const [promotion] = await sql<Promotion[]>`SELECT ${promotionColumns(sql)} FROM promotions WHERE id = ${id} FOR NO KEY UPDATE`
  return promotion
}

export interface PromotionFilter {
  status?: PromotionStatus | undefined
  channel?: ChannelName | undefined
  offerId?: string | undefined
  /** Part of the name, any case. */
  q?: string | undefined
  /** The last id of the page before. */
  before?: string | undefined
  limit: number
}

/** Newest first: ids are UUIDs of version 7, whose order is that of creation. */
export async function listPromotions(sql: Sql, { status, channel, offerId, q, before, limit }: PromotionFilter): Promise<Promotion[]> {
  return sql<Promotion[]>`
    SELECT ${promotionColumns(sql)} FROM promotions
    WHERE true
      ${status === undefined ? sql`` : sql`AND status = ${status}`}
      ${channel === undefined ? sql`` : sql`AND ${channel}::channel = ANY (channels)`}
      ${offerId === undefined ? sql`` : sql`AND offer_id = ${offerId}`}
      ${q === undefined ? sql`` : sql`AND strpos(lower(name), lower(${q})) > 0`}
      ${before === undefined ? sql`` : sql`AND id < ${before}`}
    ORDER BY id DESC LIMIT ${limit}`
}

/** @param version the one that the change was made to. */
export async function changePromotion(sql: Sql, id: string, draft: PromotionDraft, version: number): Promise<Promotion | PromotionRefusal> {
  const [promotion] = await sql<Promotion[]>`
    UPDATE promotions SET name = ${draft.name}, offer_id = ${draft.offerId}, audience = ${sql.json(draft.audience as never)},
      channels = ${draft.channels}::channel[], messages = ${sql.json(draft.messages as never)}, schedule = ${sql.json(draft.schedule)},
      fall_through_ms = ${draft.fallThroughMs}, reminder = ${toJson(sql, draft.reminder)}, holdout_percent = ${draft.holdoutPercent},
      expires_at = ${draft.expiresAt}, version = version + 1, updated_at = now()
    WHERE id = ${id} AND status = 'draft' AND version = ${version}
    RETURNING ${promotionColumns(sql)}`
  return promotion ?? explainRefusal(sql, id)
}

/** With its budget. */
export async function deletePromotion(sql: Sql, id: string): Promise<'deleted' | PromotionRefusal> {
  const deleted = await sql`
    WITH gone AS (DELETE FROM promotions WHERE id = ${id} AND status = 'draft' RETURNING id), budget AS (
      DELETE FROM voucher_budgets WHERE owner_kind = 'promotion' AND owner_id IN (SELECT id FROM gone))
    SELECT id FROM gone`
  return deleted.count === 1 ? 'deleted' : explainRefusal(sql, id)
}

async function explainRefusal(sql: Sql, id: string): Promise<PromotionRefusal> {
  const [row] = await sql<{ status: PromotionStatus }[]>`SELECT status FROM promotions WHERE id = ${id}`
  if (row === undefined) return 'not_found'
  return row.status === 'draft' ? 'version_mismatch' : 'not_draft'
}

export interface LaunchedPromotion {
  promotion: Promotion
  /** The row that makes the start certain; deleted once the workflow is known to run. */
  outboxId: string
}

/**
 * Freezes the offer's version, and writes down that the run is to be started, in one statement: neither is ever there without the other.
 * @param version the one that the preflight checked: an edit since then is a `version_mismatch`.
 */
export async function launchPromotion(
  sql: Sql,
  { id, schedule, offerVersion, version, at }: { id: string; schedule: Schedule; offerVersion: number; version: number; at: Date },
): Promise<LaunchedPromotion | PromotionRefusal> {
  const [row] = await sql<(Promotion & { outboxId: string })[]>`
    WITH launched AS (
      UPDATE promotions SET status = 'scheduled', schedule = ${sql.json(schedule)}, offer_version = ${offerVersion}, launched_at = ${at},
        version = version + 1, updated_at = now()
      WHERE id = ${id} AND status = 'draft' AND version = ${version}
      RETURNING *
    ), start AS (
      INSERT INTO outbox (kind, payload) SELECT 'start_promotion', jsonb_build_object('promotionId', id) FROM launched RETURNING id AS outbox_id
    )
    SELECT ${promotionColumns(sql)}, outbox_id::text AS "outboxId" FROM launched, start`
  if (row === undefined) return explainRefusal(sql, id)
  const { outboxId, ...promotion } = row
  return { promotion, outboxId }
}

/** Those that wait for their time, run, or have vouchers that are open; newest first. */
export async function listRunning(sql: Sql): Promise<Promotion[]> {
  return sql<
    Promotion[]
  >`SELECT ${promotionColumns(sql)} FROM promotions WHERE status IN ('scheduled', 'sending', 'paused', 'active') ORDER BY id DESC`
}

function toJson(sql: Sql, value: unknown) {
  return value === null ? null : sql.json(value as never)
}
