/** What a frozen link is rendered with: the merge fields that the claim copied onto the delivery. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryKey } from '../../../domain/ids.ts'
import type { Sql } from '../../client.ts'

/** Undefined when there is no such delivery; null when the customer was erased, or nothing was sent. */
export async function readMergeFields(
  sql: Sql,
  { sendId, customerId }: DeliveryKey,
  channel: ChannelName,
): Promise<Record<string, unknown> | null | undefined> {
  const [row] = await sql<{ mergeFields: Record<string, unknown> | null }[]>`
    SELECT merge_fields AS "mergeFields" FROM deliveries WHERE send_id = ${sendId} AND customer_id = ${customerId} AND channel = ${channel}`
  return row?.mergeFields
}
