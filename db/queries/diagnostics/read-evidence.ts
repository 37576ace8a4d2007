/** Rows of the ledger about one customer and some of their runs: messages, what became of them, failed calls, vouchers, orders. Set-wise, by the customer's indexes. */
import type {
  DeliveryEvidence,
  FailureEvidence,
  OrderEvidence,
  ReceiptEvidence,
  SharedEvidence,
  VoucherEvidence,
} from '../../../domain/diagnostics/evidence.ts'
import type { Sql } from '../../client.ts'
import type { RunKey } from './list-runs.ts'

/** More of anything than this is no timeline. */
const mostRows = 2_000

/** Of each run, by its id. */
export async function readEvidence(sql: Sql, customerId: string, runs: readonly RunKey[]): Promise<ReadonlyMap<string, SharedEvidence>> {
  const deliveries = await readDeliveries(sql, customerId, runs)
  const sendIds = [...new Set(deliveries.map(({ sendId }) => sendId))]
  const receipts = await sql<ReceiptEvidence[]>`
    SELECT send_id AS "sendId", channel, type, is_bot AS "isBot", link, occurred_at AS at FROM delivery_events
    WHERE customer_id = ${customerId} AND send_id = ANY (${sendIds}::uuid[]) ORDER BY occurred_at, id LIMIT ${mostRows}`
  const failures = await readFailures(sql, customerId, sendIds)
  const vouchers = await readVouchers(sql, customerId, runs)
  const orders = await readOrders(sql, customerId, runs)
  return new Map(
    runs.map((run) => {
      const own = deliveries.filter(({ runId }) => runId === run.id)
      const isOwn = ({ sendId }: { sendId: string }) => own.some((one) => one.sendId === sendId)
      return [
        run.id,
        {
          deliveries: own,
          receipts: receipts.filter(isOwn),
          failures: failures.filter(isOwn),
          vouchers: vouchers.filter(({ runId }) => runId === run.id),
          orders: orders.filter(
            ({ at, creditedTo }) =>
              (creditedTo !== null && isOwn({ sendId: creditedTo })) ||
              (run.lasted !== null && at >= run.lasted.from && at <= run.lasted.until),
          ),
        },
      ]
    }),
  )
}

type RunPlace = Pick<RunKey, 'journeyId' | 'campaignId'>

/** Their messages, each run's in their order. */
export async function readDeliveries(
  sql: Sql,
  customerId: string,
  runs: readonly RunPlace[],
): Promise<(DeliveryEvidence & { runId: string })[]> {
  const columns = sql`d.channel, d.status, d.reason, d.defer_until AS "deferUntil", d.policy_inputs AS inputs, d.claimed_at AS "claimedAt",
    d.accepted_at AS "acceptedAt", d.settled_at AS "settledAt", d.error_code AS "errorCode"`
  const { journeyIds, campaignIds } = splitRuns(runs)
  return sql<(DeliveryEvidence & { runId: string })[]>`
    SELECT m.journey_id AS "runId", d.send_id AS "sendId", 'autopilot' AS "campaignKind", j.autopilot_id AS "campaignId", m.step, m.visit, NULL AS purpose, 0 AS place, ${columns}
    FROM journey_messages m JOIN journeys j ON j.id = m.journey_id
    JOIN deliveries d ON d.send_id = m.send_id AND d.customer_id = ${customerId} AND d.channel = m.channel
    WHERE m.journey_id = ANY (${journeyIds}::uuid[])
    UNION ALL
    SELECT s.campaign_id, d.send_id, s.campaign_kind, s.campaign_id, NULL, 1, p.purpose, coalesce(p.place, 0), ${columns}
    FROM deliveries d JOIN sends s ON s.id = d.send_id LEFT JOIN promotion_sends p ON p.send_id = d.send_id
    WHERE d.customer_id = ${customerId} AND s.campaign_id = ANY (${campaignIds}::uuid[])
    ORDER BY 7 NULLS FIRST, 6, 8, "claimedAt" LIMIT ${mostRows}`
}

/** A call that failed held up everyone in it. */
async function readFailures(sql: Sql, customerId: string, sendIds: readonly string[]): Promise<FailureEvidence[]> {
  return sql<FailureEvidence[]>`
    SELECT f.send_id AS "sendId", f.channel, f.at, f.code, f.will_retry AS "willRetry", f.retry_after_ms::float8 AS "retryAfterMs"
    FROM deliveries d JOIN provider_failures f ON f.send_id = d.send_id AND f.page = d.page AND f.channel = d.channel
    WHERE d.customer_id = ${customerId} AND d.send_id = ANY (${[...sendIds]}::uuid[]) AND ${customerId}::uuid = ANY (f.customer_ids)
    ORDER BY f.at LIMIT ${mostRows}`
}

async function readVouchers(sql: Sql, customerId: string, runs: readonly RunKey[]): Promise<(VoucherEvidence & { runId: string })[]> {
  const { journeyIds, campaignIds } = splitRuns(runs)
  return sql<(VoucherEvidence & { runId: string })[]>`
    SELECT v.run_id AS "runId", v.id AS "voucherId", v.occurrence, e.kind AS event, e.attempt, e.reasons, e.source AS by, e.occurred_at AS at
    FROM (
      SELECT id, occurrence, CASE campaign_kind WHEN 'autopilot' THEN split_part(occurrence, ':', 1) ELSE campaign_id::text END AS run_id
      FROM vouchers WHERE customer_id = ${customerId} AND campaign_kind IN ('autopilot', 'promotion')
    ) AS v JOIN voucher_events e ON e.voucher_id = v.id
    WHERE v.run_id = ANY (${[...journeyIds, ...campaignIds]}::text[]) ORDER BY e.occurred_at, e.id LIMIT ${mostRows}`
}

/** Valid orders since the first of the runs, each with the message that it is credited to: last touch, as in broadcast-report/attribute-orders. */
async function readOrders(sql: Sql, customerId: string, runs: readonly RunKey[]): Promise<OrderEvidence[]> {
  const [first] = runs.map(({ at }) => at).sort((a, b) => a.getTime() - b.getTime())
  if (first === undefined) return []
  return sql<OrderEvidence[]>`
    SELECT o.id, o.placed_at AS at, o.net_minor::float8 AS "amountMinor", o.currency, t.send_id AS "creditedTo"
    FROM orders o LEFT JOIN LATERAL (
      SELECT d.send_id FROM deliveries d JOIN sends s ON s.id = d.send_id
      WHERE d.customer_id = o.customer_id AND s.is_marketing AND d.status IN ('accepted', 'delivered') AND d.accepted_at < o.placed_at
        AND d.accepted_at >= o.placed_at - (s.policy ->> 'attributionWindowMs')::float8 * interval '1 millisecond'
      ORDER BY d.accepted_at DESC, d.send_id DESC, d.channel DESC LIMIT 1
    ) AS t ON true
    WHERE o.customer_id = ${customerId} AND o.is_valid AND o.placed_at >= ${first} ORDER BY o.placed_at LIMIT 500`
}

function splitRuns(runs: readonly RunPlace[]): { journeyIds: string[]; campaignIds: string[] } {
  return {
    journeyIds: runs.flatMap(({ journeyId }) => (journeyId === null ? [] : [journeyId])),
    campaignIds: runs.flatMap(({ journeyId, campaignId }) => (journeyId === null ? [campaignId] : [])),
  }
}
