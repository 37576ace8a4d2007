/**
 * The ledger of one send in numbers, from one snapshot. The statuses exclude each other, and with `pending` (members whose page no claim has
 * reached yet) they add up to the recipients.
 */
import { deliveryStatuses, skipReasons, type DeliveryStatus } from '../../../domain/deliveries.ts'
import type { Sql } from '../../client.ts'

export type CountedStatus = 'pending' | DeliveryStatus

export interface DeliveryCounts {
  recipients: number
  /** Recipients that have a row in the ledger. */
  decided: number
  byStatus: Record<CountedStatus, number>
  /** Adds up to `byStatus.skipped`. Every reason of the closed list is there. */
  skippedByReason: Record<string, number>
  /** Adds up to `byStatus.failed`. */
  failedByReason: Record<string, number>
}

interface CountRow {
  recipients: number | null
  counts: { status: DeliveryStatus; reason: string; deliveries: number }[]
}

/** All zeros before the freeze. */
export async function countDeliveries(sql: Sql, sendId: string): Promise<DeliveryCounts> {
  const [row] = await sql<CountRow[]>`
    SELECT (SELECT recipients FROM sends WHERE id = ${sendId}) AS recipients,
           coalesce((SELECT jsonb_agg(jsonb_build_object('status', status, 'reason', reason, 'deliveries', deliveries))
                     FROM (SELECT status, coalesce(reason, 'unspecified') AS reason, count(*) AS deliveries
                           FROM deliveries WHERE send_id = ${sendId} GROUP BY 1, 2) AS grouped), '[]') AS counts`
  const counts = row?.counts ?? []
  const byStatus = Object.fromEntries(['pending', ...deliveryStatuses].map((status) => [status, 0])) as Record<CountedStatus, number>
  const skippedByReason: Record<string, number> = Object.fromEntries(skipReasons.map((reason) => [reason, 0]))
  const failedByReason: Record<string, number> = {}
  let decided = 0
  for (const { status, reason, deliveries } of counts) {
    decided += deliveries
    byStatus[status] += deliveries
    if (status === 'skipped') skippedByReason[reason] = (skippedByReason[reason] ?? 0) + deliveries
    if (status === 'failed') failedByReason[reason] = (failedByReason[reason] ?? 0) + deliveries
  }
  const recipients = Math.max(row?.recipients ?? 0, decided)
  byStatus.pending = recipients - decided
  return { recipients, decided, byStatus, skippedByReason, failedByReason }
}
