/** What every statement about vouchers says in the same words: columns, conditions and ends. `v` is the voucher. */
import type postgres from 'postgres'
import { openStatuses, type Transition } from '../../../domain/voucher-transitions.ts'
import type { Sql } from '../../client.ts'

export type Fragment = postgres.Fragment

/** A `Voucher` (domain/vouchers.ts) but for its offer's name and terms. */
export function voucherColumns(sql: Sql): Fragment {
  return sql`v.id, v.code, v.offer_id AS "offerId", v.offer_version AS "offerVersion", v.campaign_kind AS "campaignKind", v.campaign_id AS "campaignId",
    v.customer_id AS "customerId", v.status, v.currency, v.worst_minor::float8 AS "worstMinor", v.discount_minor::float8 AS "discountMinor",
    v.valid_from AS "validFrom", v.valid_until AS "validUntil", v.valid_for_ms::float8 AS "validForMs", v.lock_reference AS "lockReference",
    v.lock_until AS "lockUntil", v.lock_figures AS "lockFigures", v.order_external_id AS "orderExternalId", v.rolled_back_order AS "rolledBackOrder",
    v.created_at AS "createdAt", v.issued_at AS "issuedAt", v.delivered_at AS "deliveredAt", v.accepted_at AS "acceptedAt",
    v.redeemed_at AS "redeemedAt", v.rolled_back_at AS "rolledBackAt", v.ended_at AS "endedAt"`
}

/** The rest of a `Voucher`, after `joinOffers`. */
export function offerColumns(sql: Sql): Fragment {
  return sql`o.name AS "offerName", t.terms`
}

export function joinOffers(sql: Sql): Fragment {
  return sql`JOIN offers o ON o.id = v.offer_id JOIN offer_versions t ON t.offer_id = v.offer_id AND t.version = v.offer_version`
}

/** A UUID, or the code as it is kept. */
export type VoucherKey = { id: string } | { code: string }

export function isNamed(sql: Sql, key: VoucherKey): Fragment {
  return 'id' in key ? sql`v.id = ${key.id}` : sql`v.code = ${key.code}`
}

/** domain/voucher-transitions.findStatus: what a voucher is at that instant, whatever is written. */
export function statusAt(sql: Sql, at: Date): Fragment {
  return sql`CASE
    WHEN v.status <> ALL (${openStatuses}::voucher_status[]) THEN v.status
    WHEN v.status = 'locked' AND v.lock_until > ${at} THEN 'locked'
    WHEN v.valid_until <= ${at} THEN 'expired'
    WHEN v.status = 'locked' THEN 'accepted'
    ELSE v.status END`
}

/** That a transition's row of the table allows it now. */
export function allows(sql: Sql, { from, validity }: Transition, at: Date): Fragment {
  const isHeld = holdsLock(sql, at)
  const conditions = {
    within: sql`AND (v.valid_until > ${at} OR ${isHeld})`,
    over: sql`AND v.valid_until <= ${at} AND NOT ${isHeld}`,
    any: sql``,
  }
  return sql`v.status = ANY (${from}::voucher_status[]) ${conditions[validity]}`
}

/** domain/voucher-transitions.refuseUse: that this checkout may use it, once `allows` has said that it is open. */
export function mayUse(sql: Sql, { at, reference }: { at: Date; reference: string | undefined }): Fragment {
  const isHeld = holdsLock(sql, at)
  return sql`CASE WHEN ${isHeld} THEN v.lock_reference = ${reference ?? null} ELSE v.valid_from <= ${at} END`
}

function holdsLock(sql: Sql, at: Date): Fragment {
  return sql`(v.status = 'locked' AND v.lock_until > ${at})`
}

/** domain/voucher-validity.endAfterDelivery. Intervals in seconds know no daylight-saving time. */
export function endAfterDelivery(sql: Sql, deliveredAt: Fragment): Fragment {
  return sql`CASE WHEN v.valid_for_ms IS NULL THEN v.valid_until
    ELSE least(v.valid_until, ${deliveredAt} + make_interval(secs => v.valid_for_ms / 1000.0)) END`
}

/** The end of a voucher that is in its customer's hands now: whoever uses it has got it. */
export function endInHand(sql: Sql, at: Date): Fragment {
  return sql`CASE WHEN v.delivered_at IS NULL THEN ${endAfterDelivery(sql, sql`${at}::timestamptz`)} ELSE v.valid_until END`
}
