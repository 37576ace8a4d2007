/**
 * Writes customers by their external id, thousands at a time: lock those that are there, lay the new over the old (domain rules), insert the
 * rest with the consent they come with, then settle what the others say. A constant number of statements, whatever the number of rows.
 */
import { mergeRows } from '../../../domain/bulk-rows.ts'
import { layCustomer, type StoredCustomer } from '../../../domain/customer-changes.ts'
import type { ConsentOutcome } from '../../../domain/consents.ts'
import type { CustomerWrite } from '../../../domain/customers.ts'
import type { Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { type ConsentChange, recordConsents } from '../consents.ts'
import { columnsOf, customerColumns, toRecord } from './customer-columns.ts'
import { listFirstOutcomes } from './first-consents.ts'
import { insertCustomers } from './insert-customers.ts'

export interface CustomerWriteResult {
  /** UUID. */
  id: string
  status: 'created' | 'updated' | 'unchanged'
  /** The index of a later row for the same customer, which was laid over this one. */
  supersededBy?: number
  /** What came of the statements in it; the same for rows that were laid over each other. */
  consents: ConsentOutcome[]
}

/**
 * One result for each row, in their order. Rows are normalised (domain/customers). In one transaction: its own, or the caller's.
 * When an email address or phone number changes, permission that was given for the old one ends (docs/decisions/0010-consent-belongs-to-an-address.md).
 */
export async function upsertCustomers(sql: Sql, rows: readonly CustomerWrite[], { at }: { at: Date }): Promise<CustomerWriteResult[]> {
  if (rows.length === 0) return []
  const merged = mergeRows(rows, (row) => row.externalId, mergeWrites)
  const written = await runInTransaction(sql, async (sql) => {
    const results = new Map<string, CustomerWriteResult>()
    const consents: ConsentToRecord[] = []
    let remaining = merged.rows
    // A second round happens only when another transaction has inserted or erased one of them between our statements.
    while (remaining.length > 0) {
      const stored = await lockCustomers(sql, remaining)
      const { updates, inserts } = settle(remaining, stored, { at, results, consents })
      await updateCustomers(sql, updates)
      const created = await insertCustomers(sql, inserts)
      for (const row of inserts) {
        const id = created.get(row.externalId)
        if (id !== undefined) results.set(row.externalId, { id, status: 'created', consents: listFirstOutcomes(row) })
      }
      remaining = inserts.filter((row) => !created.has(row.externalId))
    }
    const recorded = await recordConsents(
      sql,
      consents.map(({ change }) => change),
    )
    consents.forEach(({ change: { channel, status }, outcomes }, index) => {
      const result = recorded[index]
      if (outcomes !== undefined && result !== undefined && result.kind !== 'unknown_customer')
        outcomes.push({ channel, status, decision: result })
    })
    return results
  })
  return merged.positions.map((position, index) => {
    const result = written.get(merged.rows[position]?.externalId ?? '')
    if (result === undefined) throw new Error('A row was neither found nor written')
    const supersededBy = merged.supersededBy[index]
    return supersededBy === undefined ? result : { ...result, supersededBy }
  })
}

interface ConsentToRecord {
  change: ConsentChange
  /** Where to say what came of it; a reset is nobody's statement. */
  outcomes?: ConsentOutcome[]
}

/** A later write of one customer over an earlier. */
export function mergeWrites(earlier: CustomerWrite, later: CustomerWrite): CustomerWrite {
  return {
    ...earlier,
    ...later,
    ...(earlier.attributes === undefined && later.attributes === undefined
      ? {}
      : { attributes: { ...earlier.attributes, ...later.attributes } }),
    ...(earlier.consents === undefined && later.consents === undefined ? {} : { consents: { ...earlier.consents, ...later.consents } }),
  }
}

function settle(
  rows: readonly CustomerWrite[],
  stored: Map<string, StoredCustomer>,
  { at, results, consents }: { at: Date; results: Map<string, CustomerWriteResult>; consents: ConsentToRecord[] },
): { updates: StoredCustomer[]; inserts: CustomerWrite[] } {
  const updates: StoredCustomer[] = []
  const inserts: CustomerWrite[] = []
  for (const row of rows) {
    const before = stored.get(row.externalId)
    if (before === undefined) {
      inserts.push(row)
      continue
    }
    const { after, isChanged, resets } = layCustomer(before, row, at)
    if (isChanged) updates.push(after)
    const outcomes: ConsentOutcome[] = []
    results.set(row.externalId, { id: before.id, status: isChanged ? 'updated' : 'unchanged', consents: outcomes })
    consents.push(
      ...resets.map((reset) => ({ change: { ...reset, customerId: before.id } })),
      ...listStatements(before.id, row).map((change) => ({ change, outcomes })),
    )
  }
  return { updates, inserts }
}

function listStatements(customerId: string, row: CustomerWrite): ConsentChange[] {
  const { email, sms, push } = row.consents ?? {}
  return [
    ...(email === undefined ? [] : [{ ...email, customerId, channel: 'email' as const }]),
    ...(sms === undefined ? [] : [{ ...sms, customerId, channel: 'sms' as const }]),
    ...(push === undefined ? [] : [{ ...push, customerId, channel: 'push' as const }]),
  ]
}

async function lockCustomers(sql: Sql, rows: readonly CustomerWrite[]): Promise<Map<string, StoredCustomer>> {
  const stored = await sql<StoredCustomer[]>`
    SELECT id, external_id AS "externalId", ${columnsOf(sql)} FROM customers
    WHERE external_id = ANY(${rows.map((row) => row.externalId)}::text[]) ORDER BY external_id COLLATE "C" FOR NO KEY UPDATE`
  return new Map(stored.map((row) => [row.externalId, row]))
}

async function updateCustomers(sql: Sql, rows: readonly StoredCustomer[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    UPDATE customers c SET ${sql.unsafe(customerColumns.map(({ name }) => `${name} = n.${name}`).join(', '))}, updated_at = now()
    FROM jsonb_to_recordset(${sql.json(rows.map((row) => ({ id: row.id, ...toRecord(row) })))})
      AS n (id uuid, ${sql.unsafe(customerColumns.map(({ name, type }) => `${name} ${type}`).join(', '))})
    WHERE c.id = n.id`
}
