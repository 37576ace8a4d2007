/** Customers who are not there yet, by the thousand: the same rows as insert-customers writes, by COPY. */
import type { CustomerWrite } from '../../../domain/customers.ts'
import { withoutNulls } from '../../../domain/customer-changes.ts'
import type { Sql } from '../../client.ts'
import { copyRows, type CopyValue, encodeRow } from '../../copy.ts'
import { createRowId } from '../../uuids.ts'
import { copyEvidence } from '../consent-evidence.ts'
import { customerColumns } from './customer-columns.ts'
import { listFirstEvidence, settleFirstConsents } from './first-consents.ts'

const target = `customers (id, external_id, ${customerColumns.map(({ name }) => name).join(', ')}) FROM STDIN`
const fields = customerColumns.map(({ field }) => field)

/** In the caller's transaction, in which a unique violation leaves nothing usable. The ids, by external id. */
export async function copyCustomers(sql: Sql, rows: readonly CustomerWrite[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const customers: string[] = []
  const states: string[] = []
  const atMs = Date.now()
  for (const row of rows) {
    const id = createRowId(atMs)
    ids.set(row.externalId, id)
    const values: CopyValue[] = [id, row.externalId]
    for (const field of fields) values.push(field === 'attributes' ? withoutNulls(row.attributes ?? {}) : row[field])
    customers.push(encodeRow(values))
    const consents = settleFirstConsents(row)
    states.push(encodeRow([id, consents.email_consent, consents.sms_consent, consents.push_consent]))
  }
  const [transaction] = await sql<{ now: Date }[]>`
    SELECT date_trunc('milliseconds', now()) AS now, set_config('regulars.contact_states', 'given', true)`
  await copyRows(sql, target, customers.join(''))
  await sql`SELECT set_config('regulars.contact_states', '', true)`
  await copyRows(sql, 'contact_states (customer_id, email_consent, sms_consent, push_consent) FROM STDIN', states.join(''))
  const evidence = rows.flatMap((row) => (row.consents === undefined ? [] : listFirstEvidence(ids.get(row.externalId) ?? '', row)))
  await copyEvidence(sql, evidence, transaction?.now ?? new Date())
  return ids
}
