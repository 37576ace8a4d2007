/** Whose voucher is to end so soon that they are reminded: onto pages of the first reminder's send, once. */
import { usableStatuses } from '../../../domain/voucher-transitions.ts'
import type { Pool, Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { addPages } from './add-pages.ts'
import type { PromotionSend } from './promotion-sends.ts'

const atOnce = 5_000

export interface ReminderPlan {
  /** The reminder's first channel. */
  send: PromotionSend
  beforeMs: number
  now: Date
}

/** Everybody who is due by now. Run again, it finds nobody. */
export async function planReminders(pool: Pool, plan: ReminderPlan): Promise<number> {
  const { send, now } = plan
  for (let planned = 0; ;) {
    const due = await runInTransaction(pool, async (sql) => {
      await sql`SELECT FROM sends WHERE id = ${send.sendId} FOR NO KEY UPDATE`
      const customerIds = await listDue(sql, plan)
      await addPages(sql, { ...send, customerIds, notBefore: now })
      return customerIds.length
    })
    planned += due
    if (due < atOnce) return planned
  }
}

/** Whoever got their voucher when it was that near to its end needs no reminder. */
async function listDue(sql: Sql, plan: ReminderPlan): Promise<string[]> {
  const { sendId, channel } = plan.send
  const rows = await sql<{ customerId: string }[]>`
    SELECT v.customer_id AS "customerId" FROM vouchers v
    WHERE ${isToBeReminded(sql, plan)} AND v.valid_until > ${plan.now} AND v.valid_until <= ${latestEnd(plan)}
      AND NOT EXISTS (SELECT FROM deliveries d WHERE d.send_id = ${sendId} AND d.customer_id = v.customer_id AND d.channel = ${channel})
      AND v.customer_id NOT IN (SELECT unnest(p.customer_ids) FROM send_pages p WHERE p.send_id = ${sendId} AND p.claimed_at IS NULL)
    ORDER BY v.customer_id LIMIT ${atOnce}`
  return rows.map(({ customerId }) => customerId)
}

/** When the next of them is due; null while nobody is to be reminded. */
export async function findNextReminder(sql: Sql, plan: ReminderPlan): Promise<Date | null> {
  const [row] = await sql<[{ validUntil: Date | null }]>`
    SELECT min(v.valid_until) AS "validUntil" FROM vouchers v WHERE ${isToBeReminded(sql, plan)} AND v.valid_until > ${latestEnd(plan)}`
  return row.validUntil === null ? null : new Date(row.validUntil.getTime() - plan.beforeMs)
}

function latestEnd({ now, beforeMs }: ReminderPlan): Date {
  return new Date(now.getTime() + beforeMs)
}

function isToBeReminded(sql: Sql, { send, beforeMs }: ReminderPlan) {
  return sql`v.campaign_kind = 'promotion' AND v.campaign_id = ${send.promotionId} AND v.expires_at IS NOT NULL AND v.status = ANY (${usableStatuses}::voucher_status[])
    AND v.valid_until - make_interval(secs => ${beforeMs / 1000}::float8) > coalesce(v.delivered_at, v.issued_at)`
}
