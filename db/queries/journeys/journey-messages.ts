/** The messages of a journey's step: which send is behind each, and what became of it. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryStatus } from '../../../domain/deliveries.ts'
import type { Sql } from '../../client.ts'

export interface StepMessage {
  channel: ChannelName
  sendId: string
  /** Null while it was not claimed. */
  status: DeliveryStatus | null
}

interface StepVisit {
  journeyId: string
  step: string
  visit: number
}

/** Those that the step has used so far. */
export async function listStepMessages(sql: Sql, { journeyId, step, visit }: StepVisit): Promise<StepMessage[]> {
  return sql<StepMessage[]>`
    SELECT m.channel, m.send_id AS "sendId", d.status FROM journey_messages m JOIN journeys j ON j.id = m.journey_id
    LEFT JOIN deliveries d ON d.send_id = m.send_id AND d.customer_id = j.customer_id AND d.channel = m.channel
    WHERE m.journey_id = ${journeyId} AND m.step = ${step} AND m.visit = ${visit}`
}

export interface MessagePage extends StepVisit {
  sendId: string
  channel: ChannelName
  customerId: string
  page: number
}

/**
 * The journey's own page of the send, open for a claim: new, or put off before. Made and opened twice it is the same page; one whose message is on its way or
 * settled stays claimed.
 */
export async function openMessagePage(sql: Sql, { journeyId, step, visit, sendId, channel, customerId, page }: MessagePage): Promise<void> {
  await sql`
    WITH known AS (
      INSERT INTO journey_messages (journey_id, step, visit, channel, send_id) VALUES (${journeyId}, ${step}, ${visit}, ${channel}, ${sendId})
      ON CONFLICT (journey_id, step, visit, channel) DO NOTHING
    )
    INSERT INTO send_pages AS p (send_id, page, not_before, customer_ids) VALUES (${sendId}, ${page}, now(), ARRAY[${customerId}]::uuid[])
    ON CONFLICT (send_id, page) DO UPDATE SET claimed_at = NULL
    WHERE EXISTS (
      SELECT FROM deliveries d WHERE d.send_id = ${sendId} AND d.customer_id = ${customerId} AND d.channel = ${channel} AND d.status = 'deferred')`
}

export interface MessageState {
  status: DeliveryStatus
  reason: string | null
  deferUntil: Date | null
  acceptedAt: Date | null
  inputs: Record<string, unknown> | null
}

export async function readMessageState(
  sql: Sql,
  { sendId, customerId, channel }: Pick<MessagePage, 'sendId' | 'customerId' | 'channel'>,
): Promise<MessageState | undefined> {
  const [row] = await sql<MessageState[]>`
    SELECT status, reason, defer_until AS "deferUntil", accepted_at AS "acceptedAt", policy_inputs AS inputs
    FROM deliveries WHERE send_id = ${sendId} AND customer_id = ${customerId} AND channel = ${channel}`
  return row
}

export interface KeptVerdict extends StepVisit {
  attempt: number
  channel: ChannelName
  at: Date
  verdict: 'send' | 'skip' | 'defer'
  reason: string | null
  until: Date | null
  inputs: Record<string, unknown> | null
}

/** Once for each attempt. */
export async function keepVerdict(
  sql: Sql,
  { journeyId, step, visit, attempt, channel, at, verdict, reason, until, inputs }: KeptVerdict,
): Promise<void> {
  await sql`
    INSERT INTO journey_verdicts (journey_id, step, visit, attempt, channel, decided_at, verdict, reason, defer_until, inputs)
    VALUES (${journeyId}, ${step}, ${visit}, ${attempt}, ${channel}, ${at}, ${verdict}, ${reason}, ${until}, ${inputs === null ? null : sql.json(inputs as never)})
    ON CONFLICT DO NOTHING`
}

/** Whose it is, so that reports find the campaign's sends by step and version. */
export async function nameSend(
  sql: Sql,
  send: { sendId: string; autopilotId: string; versionId: string; step: string; channel: ChannelName; run: number; visit: number },
): Promise<void> {
  await sql`
    INSERT INTO journey_sends (send_id, autopilot_id, version_id, step, channel, run, visit)
    VALUES (${send.sendId}, ${send.autopilotId}, ${send.versionId}, ${send.step}, ${send.channel}, ${send.run}, ${send.visit})
    ON CONFLICT (send_id) DO NOTHING`
}
