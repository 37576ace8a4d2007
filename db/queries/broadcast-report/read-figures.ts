/** The figures by which one broadcast is compared with others: each of a part of its life. People, but for orders and money. */
import type { HourRange } from '../../../domain/report-hours.ts'
import type { Sql } from '../../client.ts'
import { attributeOrders, type Money } from './attribute-orders.ts'
import { deliveredAt, takenAt, wasTaken, within } from './sent-messages.ts'

export interface ReportFigures {
  /** Of the whole audience, whichever hours are asked for. */
  recipients: number
  sent: number
  delivered: number
  opened: number
  clicked: number
  unsubscribed: number
  complained: number
  orders: number
  buyers: number
  revenue: Money[]
  /** What the provider has charged; where it has not said, the store's price of an SMS part. */
  messageCost: { amountMicros: number; currency: string }[]
}

export interface FiguresInput {
  sendId: string
  /** Without it the whole of its life. */
  range: HourRange | undefined
  windowMs: number
  store: { currency: string; smsPartCostMicros: number }
}

type People = Pick<ReportFigures, 'recipients' | 'sent' | 'delivered'>
type Reactions = Pick<ReportFigures, 'opened' | 'clicked' | 'unsubscribed' | 'complained'>

/** In a transaction that reads one snapshot. */
export async function readFigures(sql: Sql, { sendId, range, windowMs, store }: FiguresInput): Promise<ReportFigures> {
  const [people] = await sql<People[]>`
    SELECT greatest(max(s.recipients), count(d.customer_id))::int AS recipients,
      count(*) FILTER (WHERE ${wasTaken(sql)} ${within(sql, takenAt(sql), range)})::int AS sent,
      count(*) FILTER (WHERE d.status = 'delivered' ${within(sql, deliveredAt(sql), range)})::int AS delivered
    FROM sends s LEFT JOIN deliveries d ON d.send_id = s.id WHERE s.id = ${sendId}`
  const reactions = await sql<{ type: string; people: number }[]>`
    SELECT e.type, count(DISTINCT e.customer_id)::int AS people FROM delivery_events e
    WHERE e.send_id = ${sendId} AND e.type IN ('opened', 'clicked', 'unsubscribed', 'complained') AND NOT e.is_bot ${within(sql, sql`e.occurred_at`, range)}
    GROUP BY e.type`
  const messageCost = await sql<ReportFigures['messageCost']>`
    SELECT coalesce(d.cost_currency, ${store.currency}) AS currency,
      sum(coalesce(d.cost_micros, d.sms_parts * ${store.smsPartCostMicros}::bigint))::float8 AS "amountMicros"
    FROM deliveries d WHERE d.send_id = ${sendId} AND ${wasTaken(sql)} AND (d.cost_micros IS NOT NULL OR d.sms_parts IS NOT NULL) ${within(sql, takenAt(sql), range)}
    GROUP BY 1 ORDER BY 1`
  const { orders, customers: buyers, revenue } = await attributeOrders(sql, sendId, windowMs, range)
  const did = Object.fromEntries(
    (['opened', 'clicked', 'unsubscribed', 'complained'] as const).map((type) => [
      type,
      reactions.find((row) => row.type === type)?.people ?? 0,
    ]),
  ) as unknown as Reactions
  const nobody: People = { recipients: 0, sent: 0, delivered: 0 }
  return { ...(people ?? nobody), ...did, orders, buyers, revenue, messageCost: [...messageCost] }
}
