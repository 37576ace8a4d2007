/**
 * Inserts customers who are not there yet, with the consent that they come with. Nothing came before it: there is no history to read, no state to
 * lock, and each contact state is written as it will stand.
 */
import type { CustomerWrite } from '../../../domain/customers.ts'
import type { Sql } from '../../client.ts'
import { describeDatabaseError, pgErrors } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { insertEvidence } from '../consent-evidence.ts'
import { copyCustomers } from './copy-customers.ts'
import { customerColumns, toRecord } from './customer-columns.ts'
import { listFirstEvidence, settleFirstConsents } from './first-consents.ts'

// From so many on, COPY's three statements cost less than one that reads JSON.
const copiedFrom = 100

/** In the caller's transaction. The ids of those that were inserted, by external id; another transaction's are left alone. */
export async function insertCustomers(sql: Sql, rows: readonly CustomerWrite[]): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map()
  if (rows.length >= copiedFrom) {
    const copied = await tryToCopy(sql, rows)
    if (copied !== undefined) return copied
  }
  const names = customerColumns.map(({ name }) => name).join(', ')
  const types = customerColumns.map(({ name, type }) => `${name} ${type}`).join(', ')
  const records = rows.map((row) => ({ external_id: row.externalId, ...toRecord(row), ...settleFirstConsents(row) }))
  const created = await sql<{ id: string; externalId: string }[]>`
    WITH n AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${sql.json(records)})
        AS n (external_id text, ${sql.unsafe(types)}, email_consent consent_status, sms_consent consent_status, push_consent consent_status)),
    created AS (
      INSERT INTO customers (external_id, ${sql.unsafe(names)}) SELECT external_id, ${sql.unsafe(names)} FROM n
      ON CONFLICT (external_id) DO NOTHING RETURNING id, external_id),
    states AS (
      INSERT INTO contact_states (customer_id, email_consent, sms_consent, push_consent)
      SELECT id, email_consent, sms_consent, push_consent FROM created JOIN n USING (external_id))
    SELECT id, external_id AS "externalId" FROM created`
  const ids = new Map(created.map((row) => [row.externalId, row.id]))
  await insertEvidence(
    sql,
    rows.flatMap((row) => {
      const id = ids.get(row.externalId)
      return id === undefined ? [] : listFirstEvidence(id, row)
    }),
  )
  return ids
}

/** Undefined when another transaction has inserted one of them since they were looked for. */
async function tryToCopy(sql: Sql, rows: readonly CustomerWrite[]): Promise<Map<string, string> | undefined> {
  try {
    return await runInTransaction(sql, (savepoint) => copyCustomers(savepoint, rows))
  } catch (error) {
    if (describeDatabaseError(error)?.code === pgErrors.uniqueViolation) return undefined
    throw error
  }
}
