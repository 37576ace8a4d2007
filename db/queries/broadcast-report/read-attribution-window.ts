/** How long after its message an order is counted for a send: as it was frozen with it, else as the settings say. */
import type { Sql } from '../../client.ts'
import { readSettings } from '../settings.ts'

/** In ms. */
export async function readAttributionWindow(sql: Sql, sendId: string): Promise<number> {
  const [send] = await sql<{ windowMs: number | null }[]>`
    SELECT (policy ->> 'attributionWindowMs')::float8 AS "windowMs" FROM sends WHERE id = ${sendId}`
  return send?.windowMs ?? (await readSettings(sql, 'contact_policy')).value.attributionWindowMs
}
