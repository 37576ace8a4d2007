/** Budgets of offers and campaigns: setting, reading and locking them. What they hold is kept by whoever moves a voucher. */
import type { Budget, BudgetLimits } from '../../../domain/voucher-budgets.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'

export interface BudgetOwner {
  kind: 'offer' | 'promotion' | 'autopilot'
  /** UUID. */
  id: string
}

export type StoredBudget = Budget & { ownerKind: BudgetOwner['kind']; ownerId: string }

const columns = (sql: Sql) => sql`b.owner_kind AS "ownerKind", b.owner_id AS "ownerId", b.max_vouchers AS "maxVouchers",
  b.max_money_minor::float8 AS "maxMoneyMinor", b.currency, b.used_vouchers AS "usedVouchers", b.used_money_minor::float8 AS "usedMoneyMinor"`

/** Those of the owners that have one. */
export async function readBudgets(sql: Sql, owners: readonly { kind: string; id: string }[]): Promise<StoredBudget[]> {
  return sql<StoredBudget[]>`
    SELECT ${columns(sql)} FROM voucher_budgets b
    WHERE (b.owner_kind, b.owner_id) IN (SELECT * FROM unnest(${owners.map(({ kind }) => kind)}::text[], ${owners.map(({ id }) => id)}::uuid[]))`
}

/** The same, held until the transaction ends: in the order of the primary key, as everywhere. */
export async function lockBudgets(sql: Sql, owners: readonly { kind: string; id: string }[]): Promise<StoredBudget[]> {
  return sql<StoredBudget[]>`
    SELECT ${columns(sql)} FROM voucher_budgets b
    WHERE (b.owner_kind, b.owner_id) IN (SELECT * FROM unnest(${owners.map(({ kind }) => kind)}::text[], ${owners.map(({ id }) => id)}::uuid[]))
    ORDER BY b.owner_kind, b.owner_id FOR NO KEY UPDATE`
}

/** Why a limit on money cannot be kept. */
export type BudgetRefusal =
  /** There are open vouchers that may take off any amount. */
  | 'open_vouchers_without_cap'
  /** There are vouchers in another currency. */
  | 'vouchers_in_other_currency'

/**
 * Sets the limits. A limit below what is used issues nothing more and takes nothing back. The first time, what the owner's vouchers hold is added up while
 * nobody can issue or move any, which is why issuing need not look for a budget that is not there.
 * @param isNewOwner the owner was made in this transaction: nobody can have issued anything of it
 */
export async function setBudget(
  sql: Sql,
  { kind, id }: BudgetOwner,
  limits: BudgetLimits,
  { isNewOwner = false }: { isNewOwner?: boolean } = {},
): Promise<StoredBudget | BudgetRefusal> {
  return runInTransaction(sql, async (sql) => {
    const { maxVouchers, maxMoneyMinor, currency } = limits
    const [existing] = await lockBudgets(sql, [{ kind, id }])
    if (existing === undefined && !isNewOwner) await sql`LOCK TABLE vouchers IN SHARE ROW EXCLUSIVE MODE`
    const refusal = maxMoneyMinor === null ? undefined : await findRefusal(sql, { kind, id }, currency)
    if (refusal !== undefined) return refusal
    const [budget] = await sql<[StoredBudget]>`
      INSERT INTO voucher_budgets AS b (owner_kind, owner_id, max_vouchers, max_money_minor, currency, used_vouchers, used_money_minor)
      SELECT ${kind}, ${id}, ${maxVouchers}::int, ${maxMoneyMinor}::bigint, ${currency}::text,
        count(*) FILTER (WHERE v.status NOT IN ('expired', 'revoked', 'rolled_back')), coalesce(sum(v.held_minor), 0)
      FROM vouchers v WHERE ${ownedBy(sql, { kind, id })}
      ON CONFLICT (owner_kind, owner_id) DO UPDATE SET max_vouchers = excluded.max_vouchers, max_money_minor = excluded.max_money_minor,
        currency = excluded.currency, updated_at = now()
      RETURNING ${columns(sql)}`
    return budget
  })
}

async function findRefusal(sql: Sql, owner: BudgetOwner, currency: string | null): Promise<BudgetRefusal | undefined> {
  const [found] = await sql<[{ hasUncapped: boolean; hasOther: boolean }]>`
    SELECT coalesce(bool_or(v.worst_minor IS NULL AND v.expires_at IS NOT NULL), false) AS "hasUncapped",
      coalesce(bool_or(v.currency <> ${currency}), false) AS "hasOther"
    FROM vouchers v WHERE ${ownedBy(sql, owner)} AND v.status NOT IN ('expired', 'revoked', 'rolled_back')`
  if (found.hasOther) return 'vouchers_in_other_currency'
  return found.hasUncapped ? 'open_vouchers_without_cap' : undefined
}

function ownedBy(sql: Sql, { kind, id }: BudgetOwner) {
  return kind === 'offer' ? sql`v.offer_id = ${id}` : sql`v.campaign_kind = ${kind} AND v.campaign_id = ${id}`
}
