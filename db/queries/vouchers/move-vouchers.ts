/** The one shape of every transition: a conditional UPDATE that keeps what happened and settles the budgets, as one statement. */
import type { TransitionName } from '../../../domain/voucher-transitions.ts'
import { voucherTransitions } from '../../../domain/voucher-transitions.ts'
import { tellOfExpiryWithinMs } from '../../../domain/voucher-validity.ts'
import type { Voucher } from '../../../domain/vouchers.ts'
import type { Sql } from '../../client.ts'
import { isSettled, settleBudgets } from './settle-budgets.ts'
import { allows, type Fragment, joinOffers, offerColumns, voucherColumns } from './voucher-columns.ts'
import type { VoucherActor } from './voucher-events.ts'

export type MovedVoucher = Omit<Voucher, 'offerName' | 'terms'>

export interface Move {
  transition: TransitionName
  at: Date
  actor: VoucherActor
  /** Other tables, with their own conditions in `where`. */
  from?: Fragment
  /** Beyond what the transition itself asks for. */
  where: Fragment
  /** Beyond the status. */
  set: Fragment
  /** Where the transition has more than one end. */
  status?: Fragment
  /** Columns that `m` has besides its own. */
  returning?: Fragment
  /** What is kept, of the row `m` as it is afterwards. */
  event: { kind: Fragment; reasons?: Fragment; figures?: Fragment; orderExternalId?: Fragment }
  /** What changes in the budgets by each row `m`. */
  budget?: { vouchers: Fragment; money: Fragment }
  /** The end may have come nearer: the run that ends vouchers is told of those that end soon. */
  mayEndSooner?: boolean
}

/** Those that moved, by id. */
export async function moveVouchers(sql: Sql, move: Move): Promise<MovedVoucher[]> {
  return sql<MovedVoucher[]>`${writeMove(sql, move)} SELECT ${voucherColumns(sql)} FROM moved v WHERE ${isWhole(sql, move)} ORDER BY v.id`
}

/** The one that moved, with its offer. */
export async function moveVoucher(sql: Sql, move: Move): Promise<Voucher | undefined> {
  const [voucher] = await sql<Voucher[]>`
    ${writeMove(sql, move)} SELECT ${voucherColumns(sql)}, ${offerColumns(sql)} FROM moved v ${joinOffers(sql)} WHERE ${isWhole(sql, move)}`
  return voucher
}

/** Of a query after `writeMove`: always true. */
function isWhole(sql: Sql, { budget }: Move): Fragment {
  return budget === undefined ? sql`true` : isSettled(sql)
}

/** What moves vouchers, as `moved`. */
function writeMove(sql: Sql, move: Move): Fragment {
  const { transition, at, actor, from, event, budget, returning } = move
  const row = voucherTransitions[transition]
  return sql`
    WITH moved AS (
      UPDATE vouchers v SET status = ${move.status ?? sql`${row.to[0]}`}::voucher_status, ${move.set}
      ${from === undefined ? sql`` : sql`FROM ${from}`}
      WHERE ${allows(sql, row, at)} AND ${move.where}
      RETURNING v.*${returning === undefined ? sql`` : sql`, ${returning}`}
    ), kept AS (
      INSERT INTO voucher_events (voucher_id, kind, reasons, source, api_key_id, member_id, occurred_at, figures, order_external_id)
      SELECT m.id, ${event.kind}, ${event.reasons ?? sql`'{}'::text[]`}, ${actor.source}, ${actor.keyId ?? null}, ${actor.memberId ?? null}, ${at},
        ${event.figures ?? sql`NULL::jsonb`}, ${event.orderExternalId ?? sql`NULL`}
      FROM moved m
    )${budget === undefined ? sql`` : settleBudgets(sql, budget)}${move.mayEndSooner === true ? tellOfExpiry(sql, at) : sql``}`
}

/** Vouchers named by id, locked in its order: for moves of several. Goes into `from`, as `picked`. */
export function pickVouchers(sql: Sql, voucherIds: readonly string[]): Fragment {
  return sql`(SELECT id FROM vouchers WHERE id = ANY (${voucherIds}::uuid[]) ORDER BY id FOR NO KEY UPDATE) AS picked`
}

/** A CTE to stand after `moved`. The run is woken by way of the outbox, once Temporal is there. */
export function tellOfExpiry(sql: Sql, at: Date): Fragment {
  return sql`, told AS (
      INSERT INTO outbox (kind, payload) SELECT 'voucher_expiry', '{}'::jsonb FROM moved
      HAVING min(expires_at) <= ${new Date(at.getTime() + tellOfExpiryWithinMs)}
    )`
}
