/** The customer that a query names. */
import type { Sql } from '../../db/client.ts'
import { findCustomerId } from '../../db/queries/find-customer-ids.ts'
import type { RecordKey } from '../schemas/references.ts'

/** The UUID; undefined when none is named; null when the named one is not known, so that a list about them is empty. */
export async function findCustomer(sql: Sql, key: RecordKey | undefined): Promise<string | undefined | null> {
  if (key === undefined) return undefined
  return 'id' in key ? key.id : ((await findCustomerId(sql, key.externalId)) ?? null)
}
