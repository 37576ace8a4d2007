/**
 * Erases a person. Everything that is theirs goes with the row; the ledger keeps that something was sent, counted and settled, without address or
 * merge fields, so that every report still adds up. A suppression stays: it is the address's, and says that it must not be written to.
 */
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'

/** False when there is no such customer. */
export async function eraseCustomer(sql: Sql, customerId: string): Promise<boolean> {
  return runInTransaction(sql, async (sql) => {
    // As everywhere, the contact state before the customer: an opt-out holds it when it looks for the customer.
    await sql`SELECT FROM contact_states WHERE customer_id = ${customerId} FOR UPDATE`
    const { count } = await sql`DELETE FROM customers WHERE id = ${customerId}`
    if (count === 0) return false
    await sql`UPDATE deliveries SET address = NULL, merge_fields = NULL, targets = NULL WHERE customer_id = ${customerId}`
    return true
  })
}
