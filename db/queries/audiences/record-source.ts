/** What a source of records is in SQL, and the parts that sources are made of. */
import { readReference, type ReferenceTarget } from '../../../domain/audience-rules/dimension-types.ts'
import type { Sql } from '../../client.ts'
import type { Fragment } from '../segments/compute-segments.ts'
import type { Column } from './rule-columns.ts'

export interface RecordSource {
  /** With its own conditions where it has any: `orders AS o WHERE …`, open to further ones by `AND`. */
  from: Fragment
  customerId: Fragment
  at: Fragment
  /** Of amounts, where there are any. */
  currency?: Fragment
  column(name: string, key?: string): Column
}

/** Of a closed list. */
export function choice(sql: Sql, column: Fragment): Column {
  return { type: 'choice', holds: (values) => ({ holds: sql`${column} = ANY (${values}::text[])` }) }
}

/** @throws Error for what a checked rule does not hold. */
export function requireUuid(target: ReferenceTarget, id: string): string {
  return requireReference(target, id).id
}

function requireReference(target: ReferenceTarget, id: string): { kind: string; id: string } {
  const reference = readReference(target, id)
  if (reference === undefined) throw new Error(`A checked rule names a ${target} by its id`)
  return reference
}

/** Of a row with `campaign_kind` and `campaign_id`. @param ids public ids */
export function isOfCampaign(sql: Sql, ids: readonly string[]): Fragment {
  const campaigns = ids.map((id) => requireReference('campaign', id))
  return sql`(campaign_kind, campaign_id) IN (
    SELECT * FROM unnest(${campaigns.map(({ kind }) => kind)}::text[], ${campaigns.map(({ id }) => id)}::uuid[]))`
}

export function unknownColumn(name: string): Error {
  return new Error(`The catalogue has a field that the SQL does not know: ${name}`)
}
