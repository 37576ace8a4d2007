/** The customer's merge fields that a message uses, as one JSON object for the ledger: absent values are left out. */
import { attributePrefix, customerMergeFields } from '../../../domain/merge-fields.ts'
import type { Sql } from '../../client.ts'

const columns: ReadonlySet<string> = new Set(customerMergeFields)

/** @param fields `first_name`, `attributes.shoe_size`, … Anything that is no merge field is left out. @param customer alias of a customers row */
export function selectMergeFields(sql: Sql, fields: string[], customer: string) {
  const plain = fields.filter((field) => columns.has(field))
  const attributes = fields.filter((field) => field.startsWith(attributePrefix)).map((field) => field.slice(attributePrefix.length))
  const ofColumns = plain.length === 0 ? sql`'{}'::jsonb` : sql`jsonb_build_object(${joinPairs(sql, plain, customer)})`
  if (attributes.length === 0) return sql`jsonb_strip_nulls(${ofColumns})`
  return sql`jsonb_strip_nulls(${ofColumns} || jsonb_build_object('attributes',
    (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(${sql(`${customer}.attributes`)}) WHERE key = ANY (${attributes}::text[]))))`
}

function joinPairs(sql: Sql, fields: string[], customer: string) {
  const [first = '', ...others] = fields
  const pair = (field: string) => sql`${field}::text, ${sql(`${customer}.${field}`)}`
  return others.reduce((joined, field) => sql`${joined}, ${pair(field)}`, pair(first))
}
