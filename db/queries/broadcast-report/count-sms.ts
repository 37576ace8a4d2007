/** What a send's SMS came to: parts that left, and what the provider has charged so far. */
import type { HourRange } from '../../../domain/report-hours.ts'
import type { Sql } from '../../client.ts'
import { takenAt, wasTaken, within } from './sent-messages.ts'

export interface SmsCosts {
  /** Parts of the messages that the provider took. */
  parts: number
  /** One sum a currency, of the messages whose price the provider has said. */
  cost: { amountMicros: number; currency: string; messages: number }[]
}

export async function countSms(sql: Sql, sendId: string, range?: HourRange): Promise<SmsCosts> {
  const [parts] = await sql<{ parts: number }[]>`
    SELECT coalesce(sum(sms_parts), 0)::int AS parts FROM deliveries d
    WHERE send_id = ${sendId} AND ${wasTaken(sql)} ${within(sql, takenAt(sql), range)}`
  const cost = await sql<SmsCosts['cost']>`
    SELECT cost_currency AS currency, sum(cost_micros)::float8 AS "amountMicros", count(*)::int AS messages
    FROM deliveries d WHERE send_id = ${sendId} AND cost_micros IS NOT NULL AND cost_currency IS NOT NULL ${within(sql, takenAt(sql), range)}
    GROUP BY cost_currency ORDER BY cost_currency`
  return { parts: parts?.parts ?? 0, cost: [...cost] }
}
