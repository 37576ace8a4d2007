/** Scores customers again at the time of an order that was placed for the future, to the second. */
import type { Pool } from '../../client.ts'
import { rescoreCustomers } from './rescore-customers.ts'

const wakeupsAtOnce = 500

/** Any number of processes may ask at once. @returns how many wake-ups were due */
export async function wakeDueCustomers(pool: Pool, at: Date): Promise<number> {
  return pool.begin(async (sql) => {
    const due = await sql<{ customerId: string }[]>`
      DELETE FROM segment_wakeups WHERE (due_at, customer_id) IN (
        SELECT due_at, customer_id FROM segment_wakeups WHERE due_at <= ${at} ORDER BY due_at, customer_id LIMIT ${wakeupsAtOnce} FOR UPDATE SKIP LOCKED)
      RETURNING customer_id AS "customerId"`
    await rescoreCustomers(sql, [...new Set(due.map((row) => row.customerId))], at)
    return due.length
  })
}
