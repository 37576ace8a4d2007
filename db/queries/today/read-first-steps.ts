/** What a new store has done so far. Each is the look for one row. */
import type { Sql } from '../../client.ts'

export interface FirstSteps {
  customers: boolean
  orders: boolean
  /** One has left, or is about to. */
  broadcast: boolean
  autopilot: boolean
}

export async function readFirstSteps(sql: Sql): Promise<FirstSteps> {
  const [row] = await sql<[FirstSteps]>`
    SELECT EXISTS (SELECT FROM customers) AS customers, EXISTS (SELECT FROM orders) AS orders,
      EXISTS (SELECT FROM broadcasts WHERE status <> 'draft') AS broadcast, EXISTS (SELECT FROM autopilots WHERE status <> 'draft') AS autopilot`
  return row
}
