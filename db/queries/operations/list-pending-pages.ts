/** Customers of promotions who are still to be sent to: pages that were not claimed yet, summed up for each send. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'

export interface PendingPages {
  /** UUIDs. */
  sendId: string
  promotionId: string
  promotionName: string
  promotionStatus: 'scheduled' | 'sending' | 'paused' | 'active'
  purpose: 'offer' | 'reminder'
  channel: ChannelName
  pages: number
  customers: number
  /** Of these: their time has come. */
  dueCustomers: number
  firstAt: Date
  lastAt: Date
  frozenAt: Date
}

export interface PendingPagesFilter {
  promotionId?: string | undefined
  customerId?: string | undefined
}

/** Newest send first, from before the given send. */
export async function listPendingPages(
  sql: Sql,
  {
    now,
    promotionId,
    customerId,
    sendId,
    before,
    limit,
  }: PendingPagesFilter & { now: Date; sendId?: string; before?: string | undefined; limit: number },
): Promise<PendingPages[]> {
  return sql<PendingPages[]>`
    SELECT s.send_id AS "sendId", p.id AS "promotionId", p.name AS "promotionName", p.status AS "promotionStatus", s.purpose, s.channel, g.*, f.frozen_at AS "frozenAt"
    FROM promotions p JOIN promotion_sends s ON s.promotion_id = p.id JOIN sends f ON f.id = s.send_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS pages, sum(cardinality(o.customer_ids))::int AS customers, coalesce(sum(cardinality(o.customer_ids)) FILTER (WHERE o.not_before <= ${now}), 0)::int AS "dueCustomers",
        min(o.not_before) AS "firstAt", max(o.not_before) AS "lastAt"
      FROM send_pages o WHERE o.send_id = s.send_id AND o.claimed_at IS NULL AND o.skip_reason IS NULL ${customerId === undefined ? sql`` : sql`AND ${customerId} = ANY (o.customer_ids)`}
    ) AS g
    WHERE p.status IN ('scheduled', 'sending', 'paused', 'active') AND g.pages > 0
      ${promotionId === undefined ? sql`` : sql`AND p.id = ${promotionId}`}
      ${sendId === undefined ? sql`` : sql`AND s.send_id = ${sendId}`}
      ${before === undefined ? sql`` : sql`AND s.send_id < ${before}`}
    ORDER BY s.send_id DESC LIMIT ${limit}`
}

export interface PageCustomer {
  /** UUID. */
  customerId: string
  page: number
  position: number
  notBefore: Date
  /** It was put off until then: why. */
  isDeferred: boolean
}

/** The customers on a send's pages that were not claimed yet, in the order of pages and places, from after the given one. */
export async function listPageCustomers(
  sql: Sql,
  { sendId, after, limit }: { sendId: string; after?: { page: number; position: number } | undefined; limit: number },
): Promise<PageCustomer[]> {
  return sql<PageCustomer[]>`
    SELECT c.id AS "customerId", g.page, c.position::int AS position, g.not_before AS "notBefore", d.customer_id IS NOT NULL AS "isDeferred"
    FROM (
      SELECT send_id, page, not_before, customer_ids FROM send_pages WHERE send_id = ${sendId} AND claimed_at IS NULL AND skip_reason IS NULL
        ${after === undefined ? sql`` : sql`AND page >= ${after.page}`} ORDER BY page
    ) AS g CROSS JOIN LATERAL unnest(g.customer_ids) WITH ORDINALITY AS c (id, position)
    LEFT JOIN deliveries d ON d.send_id = g.send_id AND d.customer_id = c.id AND d.status = 'deferred'
    ${after === undefined ? sql`` : sql`WHERE (g.page, c.position) > (${after.page}, ${after.position})`}
    ORDER BY g.page, c.position LIMIT ${limit}`
}
