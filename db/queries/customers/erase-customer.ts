/**
 * Erases a person. Everything that is theirs goes with the row; the ledger keeps that something was sent, counted and settled, without address or
 * merge fields, so that every report still adds up, and vouchers that are redeemed stay for the same reason while open ones end. Rows of files that
 * imports did not take lose their text where it names the person, or may. A suppression stays: it is the address's, and says that it must not be
 * written to.
 */
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { endVouchersOfCustomer } from '../vouchers/end-vouchers.ts'

/** False when there is no such customer. */
export async function eraseCustomer(sql: Sql, customerId: string, at: Date = new Date()): Promise<boolean> {
  return runInTransaction(sql, async (sql) => {
    // As everywhere, the contact state before the customer: an opt-out holds it when it looks for the customer.
    await sql`SELECT FROM contact_states WHERE customer_id = ${customerId} FOR UPDATE`
    const [erased] = await sql<Erased[]>`
      DELETE FROM customers WHERE id = ${customerId} RETURNING external_id AS "externalId", email, phone`
    if (erased === undefined) return false
    await sql`UPDATE deliveries SET address = NULL, merge_fields = NULL, targets = NULL WHERE customer_id = ${customerId}`
    await endVouchersOfCustomer(sql, customerId, at)
    await eraseRejectedRows(sql, erased)
    await eraseSamples(sql, erased)
    await eraseKeptFiles(sql)
    return true
  })
}

interface Erased {
  externalId: string
  email: string | null
  phone: string | null
}

/** By a whole value that is the store's own id, or by an address anywhere in the row. That a row was rejected, and why, stays. */
async function eraseRejectedRows(sql: Sql, { externalId, email, phone }: Erased): Promise<void> {
  const literal = externalId.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
  await sql`
    UPDATE import_rejections SET raw = '(erased)'
    WHERE raw ~ ${`(^|[,;"\\s|])${literal}($|[,;"\\s|])`}
      OR (${email}::text IS NOT NULL AND strpos(lower(raw), ${email}) > 0)
      -- However it was written, without what stands between its digits.
      OR (${phone}::text IS NOT NULL AND strpos(regexp_replace(raw, '[ ()./-]', '', 'g'), ltrim(${phone}, '+')) > 0)`
}

/** Files that only wait for another go are not searched for them: they go. */
async function eraseKeptFiles(sql: Sql): Promise<void> {
  await sql`DELETE FROM import_chunks USING imports WHERE imports.id = import_id AND finished_at IS NOT NULL`
}

/** What a dry run has shown of them, as it is or as it would be. */
async function eraseSamples(sql: Sql, { externalId, email, phone }: Erased): Promise<void> {
  await sql`
    DELETE FROM import_samples
    WHERE ${externalId} IN (before->>'externalId', after->>'externalId', before->>'customerExternalId', after->>'customerExternalId')
      OR ${email} IN (before->>'email', after->>'email') OR ${phone} IN (before->>'phone', after->>'phone')`
}
