/** Which column keeps which field of a customer. */
import { withoutNulls } from '../../../domain/customer-changes.ts'
import type { CustomerFields } from '../../../domain/customers.ts'
import type { Sql } from '../../client.ts'

export const customerColumns: readonly { field: keyof CustomerFields | 'attributes'; name: string; type: string }[] = [
  { field: 'email', name: 'email', type: 'text' },
  { field: 'phone', name: 'phone', type: 'text' },
  { field: 'firstName', name: 'first_name', type: 'text' },
  { field: 'lastName', name: 'last_name', type: 'text' },
  { field: 'language', name: 'language', type: 'text' },
  { field: 'country', name: 'country', type: 'text' },
  { field: 'region', name: 'region', type: 'text' },
  { field: 'city', name: 'city', type: 'text' },
  { field: 'postalCode', name: 'postal_code', type: 'text' },
  { field: 'timeZone', name: 'time_zone', type: 'text' },
  { field: 'birthday', name: 'birthday', type: 'date' },
  { field: 'attributes', name: 'attributes', type: 'jsonb' },
]

/** The columns under the names of their fields, for a SELECT. A birthday is a day, not an instant: it comes as text. */
export function columnsOf(sql: Sql, table = 'customers') {
  return sql.unsafe(
    customerColumns.map(({ field, name, type }) => `${table}.${name}${type === 'date' ? '::text' : ''} AS "${field}"`).join(', '),
  )
}

export function toRecord(row: Partial<CustomerFields> & { attributes?: Record<string, unknown> }): Record<string, unknown> {
  return Object.fromEntries(
    customerColumns.map(({ field, name }) => [name, field === 'attributes' ? withoutNulls(row.attributes ?? {}) : (row[field] ?? null)]),
  )
}
