/**
 * Brings the budgets of an offer and of a campaign along with their vouchers, in the statement that moves the vouchers.
 *
 * Lock order: vouchers that are there already, by id, then budgets, by primary key. Issuing locks budgets and then only adds vouchers, and no two
 * issues add the same one, since both hold the customer's contact state first. So nobody waits in a circle.
 */
import type { Sql } from '../../client.ts'
import type { Fragment } from './voucher-columns.ts'

/**
 * A CTE to stand after one named `moved`, of vouchers, where the statement goes on with `isSettled`. A budget that does not exist costs a look-up.
 * @param vouchers what each row of `m` (moved) changes of the number
 * @param money and of the money
 */
export function settleBudgets(sql: Sql, { vouchers, money }: { vouchers: Fragment; money: Fragment }): Fragment {
  return sql`, settled AS (
      SELECT settle_voucher_budget(c.kind, c.id, c.vouchers, c.money) FROM (
        SELECT o.kind, o.id, sum(${vouchers})::int AS vouchers, sum(${money})::bigint AS money
        FROM moved m CROSS JOIN LATERAL (VALUES ('offer', m.offer_id), (m.campaign_kind, m.campaign_id)) AS o (kind, id)
        WHERE o.kind <> 'direct' GROUP BY o.kind, o.id HAVING sum(${vouchers}) <> 0 OR sum(${money}) <> 0 ORDER BY o.kind, o.id
      ) AS c
    )`
}

/** Always true: it is what makes the statement settle. A query, unlike a change, is only run where somebody asks for it. */
export function isSettled(sql: Sql): Fragment {
  return sql`(SELECT count(*) FROM settled) >= 0`
}
