/** What became of a message that an operator sent to themselves. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryStatus } from '../../../domain/deliveries.ts'
import type { Sql } from '../../client.ts'

export interface TestSend {
  /** UUID; also the send's. */
  id: string
  channel: ChannelName
  status: DeliveryStatus
  reason: string | null
  errorCode: string | null
  createdAt: Date
  settledAt: Date | null
}

/** Undefined for a send that is no test of this broadcast. */
export async function readTestSend(sql: Sql, broadcastId: string, testId: string): Promise<TestSend | undefined> {
  const [row] = await sql<TestSend[]>`
    SELECT sends.id, deliveries.channel, deliveries.status, deliveries.reason, deliveries.error_code AS "errorCode",
      deliveries.claimed_at AS "createdAt", deliveries.settled_at AS "settledAt"
    FROM sends JOIN deliveries ON deliveries.send_id = sends.id
    WHERE sends.id = ${testId} AND sends.campaign_kind = 'transactional' AND sends.campaign_id = ${broadcastId}`
  return row
}
