/** The SQL side of domain/recipient-zones: every customer's zones as one text, `Zone` or `Zone,Zone`. */
import { zonesByCallingCode } from '../../../domain/recipient-zones.ts'
import type { Sql } from '../../client.ts'

const codes = JSON.stringify(zonesByCallingCode)

/** Profile, else phone country, else store. No calling code is another's prefix. @param customer alias of a customers row */
export function selectZones(sql: Sql, customer: string, storeTimeZone: string) {
  const phone = sql(`${customer}.phone`)
  return sql`coalesce(${sql(`${customer}.time_zone`)}, (
    SELECT coalesce(codes ->> substr(${phone}, 2, 1), codes ->> substr(${phone}, 2, 2), codes ->> substr(${phone}, 2, 3)) FROM (SELECT ${codes}::text::jsonb AS codes) AS by_calling_code
  ), ${storeTimeZone}::text)`
}

/** The zones of a page's members. */
export async function listPageZones(
  sql: Sql,
  { sendId, page, storeTimeZone }: { sendId: string; page: number; storeTimeZone: string },
): Promise<string[]> {
  const rows = await sql<{ zones: string }[]>`
    SELECT DISTINCT ${selectZones(sql, 'c', storeTimeZone)} AS zones
    FROM send_pages p CROSS JOIN LATERAL unnest(p.customer_ids) AS m (customer_id) JOIN customers c ON c.id = m.customer_id
    WHERE p.send_id = ${sendId} AND p.page = ${page}`
  return rows.map((row) => row.zones)
}
