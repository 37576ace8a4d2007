/** Customers as people look at them: their fields, their consent as it stands, and the figures behind their segments. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { ConsentStatus } from '../../../domain/consents.ts'
import type { StoredCustomer } from '../../../domain/customer-changes.ts'
import type { SegmentKey } from '../../../domain/segment-keys.ts'
import type { Sql } from '../../client.ts'
import { columnsOf } from './customer-columns.ts'
import { type CustomerFilter, isWanted } from './filter-customers.ts'

export interface CustomerFigures {
  orders: number
  netMinor: number
  firstOrderAt: Date
  lastOrderAt: Date
  recencyScore: number
  frequencyScore: number
  monetaryScore: number
  segments: SegmentKey[]
}

export interface Customer extends StoredCustomer {
  consents: Record<ChannelName, ConsentStatus>
  /** Null without a valid order, or before the first refresh. */
  figures: CustomerFigures | null
  createdAt: Date
  updatedAt: Date
}

type Row = StoredCustomer & Record<`${ChannelName}Consent`, ConsentStatus> & Partial<CustomerFigures> & { createdAt: Date; updatedAt: Date }

const selectCustomers = (sql: Sql) => sql`
  SELECT c.id, c.external_id AS "externalId", ${columnsOf(sql, 'c')}, c.created_at AS "createdAt", c.updated_at AS "updatedAt",
    s.email_consent AS "emailConsent", s.sms_consent AS "smsConsent", s.push_consent AS "pushConsent",
    m.orders, m.net_minor::float8 AS "netMinor", m.first_order_at AS "firstOrderAt", m.last_order_at AS "lastOrderAt",
    m.recency_score AS "recencyScore", m.frequency_score AS "frequencyScore", m.monetary_score AS "monetaryScore", m.stage || m.tags AS segments
  FROM customers c JOIN contact_states s ON s.customer_id = c.id LEFT JOIN customer_metrics m ON m.customer_id = c.id`

export type CustomerKey = { id: string } | { externalId: string }

export async function readCustomer(sql: Sql, key: CustomerKey): Promise<Customer | undefined> {
  const [row] = await sql<
    Row[]
  >`${selectCustomers(sql)} WHERE ${'id' in key ? sql`c.id = ${key.id}` : sql`c.external_id = ${key.externalId}`}`
  return row === undefined ? undefined : toCustomer(row)
}

/** Newest first, from before the given id. */
export async function listCustomers(
  sql: Sql,
  { before, limit, ...filter }: CustomerFilter & { before?: string | undefined; limit: number },
): Promise<Customer[]> {
  const rows = await sql<Row[]>`
    ${selectCustomers(sql)}
    WHERE ${isWanted(sql, filter)} ${before === undefined ? sql`` : sql`AND c.id < ${before}`}
    ORDER BY c.id DESC LIMIT ${limit}`
  return rows.map(toCustomer)
}

function toCustomer({
  emailConsent,
  smsConsent,
  pushConsent,
  orders,
  netMinor,
  firstOrderAt,
  lastOrderAt,
  recencyScore,
  frequencyScore,
  monetaryScore,
  segments,
  ...row
}: Row): Customer {
  // The left join gives nulls, which the type of a partial row does not say.
  const figures =
    typeof orders === 'number'
      ? ({ orders, netMinor, firstOrderAt, lastOrderAt, recencyScore, frequencyScore, monetaryScore, segments } as CustomerFigures)
      : null
  return { ...row, consents: { email: emailConsent, sms: smsConsent, push: pushConsent }, figures }
}
