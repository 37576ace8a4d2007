/** The CDNOW purchase history, where it lies beside the checkout: real customers to hold the segments against. */
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { OracleOrder } from './segment-oracle.ts'

const file = new URL('../../../shared/data/cdnow/orders.csv', import.meta.url)

export const hasCdnow = existsSync(file)

export function readCdnow(): OracleOrder[] {
  const rows: Record<'customer_id' | 'placed_at' | 'total', string>[] = parse(readFileSync(file), { columns: true })
  return rows.map((row) => ({
    customer: row.customer_id,
    placedAtMs: Date.parse(row.placed_at),
    netMinor: Math.round(Number(row.total) * 100),
    isValid: true,
  }))
}
