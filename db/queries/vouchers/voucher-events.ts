/** What happened to vouchers, and what was refused. No personal data: reasons, sums, and the store's own id of an order. */
import type { VoucherRefusal } from '../../../domain/voucher-refusals.ts'
import type { TransitionName } from '../../../domain/voucher-transitions.ts'
import type { VoucherFigures } from '../../../domain/vouchers.ts'
import type { Sql } from '../../client.ts'

/** Who does it. */
export interface VoucherActor {
  source: 'api' | 'console' | 'campaign' | 'customer' | 'orders' | 'expiry' | 'erasure'
  /** UUID of the API key. */
  keyId?: string
  /** UUID, in the console. */
  memberId?: string
}

export interface VoucherAttempt {
  /** UUID. */
  voucherId: string
  attempt: TransitionName | 'validate'
  reasons: readonly VoucherRefusal[]
  at: Date
  actor: VoucherActor
  figures?: VoucherFigures | undefined
  orderExternalId?: string | undefined
}

export async function recordRefusal(
  sql: Sql,
  { voucherId, attempt, reasons, at, actor, figures, orderExternalId }: VoucherAttempt,
): Promise<void> {
  await sql`
    INSERT INTO voucher_events (voucher_id, kind, attempt, reasons, source, api_key_id, member_id, occurred_at, figures, order_external_id)
    VALUES (${voucherId}, 'refused', ${attempt}, ${reasons}, ${actor.source}, ${actor.keyId ?? null}, ${actor.memberId ?? null}, ${at},
      ${figures === undefined ? null : sql.json(figures as never)}, ${orderExternalId ?? null})`
}

export interface VoucherEvent {
  /** Grows; a cursor. */
  id: string
  kind: string
  attempt: string | null
  reasons: string[]
  source: VoucherActor['source']
  /** UUID. */
  apiKeyId: string | null
  /** UUID. */
  memberId: string | null
  occurredAt: Date
  figures: VoucherFigures | null
  orderExternalId: string | null
}

/** Newest first, from before the given id. */
export async function listVoucherEvents(
  sql: Sql,
  { voucherId, before, limit }: { voucherId: string; before?: string | undefined; limit: number },
): Promise<VoucherEvent[]> {
  return sql<VoucherEvent[]>`
    SELECT e.id::text, kind, attempt, reasons, source, api_key_id AS "apiKeyId", member_id AS "memberId", occurred_at AS "occurredAt", figures, order_external_id AS "orderExternalId"
    FROM voucher_events e WHERE e.voucher_id = ${voucherId} ${before === undefined ? sql`` : sql`AND e.id < ${before}::bigint`}
    ORDER BY e.id DESC LIMIT ${limit}`
}
