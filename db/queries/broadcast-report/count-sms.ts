/** What a send's SMS came to: parts that left, and what the provider has charged so far. */
import type { Sql } from '../../client.ts'

export interface SmsCosts {
  /** Parts of the messages that the provider took. */
  parts: number
  /** One sum a currency, of the messages whose price the provider has said. */
  cost: { amountMicros: number; currency: string; messages: number }[]
}

export async function countSms(sql: Sql, sendId: string): Promise<SmsCosts> {
  const [parts] = await sql<{ parts: number }[]>`
    SELECT coalesce(sum(sms_parts), 0)::int AS parts FROM deliveries
    WHERE send_id = ${sendId} AND status IN ('accepted', 'delivered', 'undeliverable', 'bounced')`
  const cost = await sql<SmsCosts['cost']>`
    SELECT cost_currency AS currency, sum(cost_micros)::float8 AS "amountMicros", count(*)::int AS messages
    FROM deliveries WHERE send_id = ${sendId} AND cost_micros IS NOT NULL AND cost_currency IS NOT NULL
    GROUP BY cost_currency ORDER BY cost_currency`
  return { parts: parts?.parts ?? 0, cost: [...cost] }
}
