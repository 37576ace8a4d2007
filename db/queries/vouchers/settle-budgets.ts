/**
 * Brings the budgets of an offer and of a campaign along with their vouchers, in the statement that moves the vouchers.
 *
 * Lock order: vouchers that are there already, by id, then budgets, by primary key. Issuing locks budgets and then only adds vouchers, and no two
 * issues add the same one, since both hold the customer's contact state first. So nobody waits in a circle.
 */
import type { Sql } from '../../client.ts'
import type { Fragment } from './voucher-columns.ts'

/**
 * CTEs to stand after one named `moved`, of vouchers. Budgets that do not exist cost two look-ups.
 * @param vouchers what each row of `m` (moved) changes of the number
 * @param money and of the money
 */
export function settleBudgets(sql: Sql, { vouchers, money }: { vouchers: Fragment; money: Fragment }): Fragment {
  return sql`, changes AS (
      SELECT o.kind, o.id, sum(${vouchers})::int AS vouchers, sum(${money})::bigint AS money
      FROM moved m CROSS JOIN LATERAL (VALUES ('offer', m.offer_id), (m.campaign_kind, m.campaign_id)) AS o (kind, id) GROUP BY o.kind, o.id
    ), budgets AS (
      SELECT b.owner_kind, b.owner_id, c.vouchers, c.money FROM changes c JOIN voucher_budgets b ON b.owner_kind = c.kind AND b.owner_id = c.id
      ORDER BY b.owner_kind, b.owner_id FOR NO KEY UPDATE OF b
    ), settled AS (
      UPDATE voucher_budgets b SET used_vouchers = b.used_vouchers + c.vouchers, used_money_minor = b.used_money_minor + c.money, updated_at = now()
      FROM budgets c WHERE b.owner_kind = c.owner_kind AND b.owner_id = c.owner_id
    )`
}
