/** What a send was frozen with: when that was, and how long after its message an order is counted for it. */
import type { Sql } from '../../client.ts'
import { readSettings } from '../settings.ts'

/** In ms; as the settings say where the send says nothing. */
export async function readAttributionWindow(sql: Sql, sendId: string): Promise<number> {
  const [send] = await sql<{ windowMs: number | null }[]>`
    SELECT (policy ->> 'attributionWindowMs')::float8 AS "windowMs" FROM sends WHERE id = ${sendId}`
  return send?.windowMs ?? (await readSettings(sql, 'contact_policy')).value.attributionWindowMs
}

/** Undefined before the freeze. */
export async function readBeginning(sql: Sql, sendId: string): Promise<Date | undefined> {
  const [send] = await sql<{ frozenAt: Date }[]>`SELECT frozen_at AS "frozenAt" FROM sends WHERE id = ${sendId}`
  return send?.frozenAt
}
