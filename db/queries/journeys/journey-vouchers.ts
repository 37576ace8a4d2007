/** The vouchers that a journey has given: their occurrence is the journey, the step and its visit. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { Sql } from '../../client.ts'

export function nameVoucherOccurrence({ journeyId, step, visit }: { journeyId: string; step: string; visit: number }): string {
  return `${journeyId}:${step}:${visit}`
}

export interface JourneyVoucher {
  /** UUID. */
  id: string
  code: string
  offerName: string
  /** As it would be if the message arrived now. */
  validUntil: Date
  /** When it can no longer be used, as things are; null once it was redeemed. */
  endsAt: Date | null
}

/** The latest; undefined where there is none. */
export async function readJourneyVoucher(
  sql: Sql,
  { journeyId, autopilotId, customerId, now }: { journeyId: string; autopilotId: string; customerId: string; now: Date },
): Promise<JourneyVoucher | undefined> {
  const [voucher] = await sql<JourneyVoucher[]>`
    SELECT v.id, v.code, o.name AS "offerName",
      CASE WHEN v.valid_for_ms IS NULL OR v.delivered_at IS NOT NULL THEN v.valid_until
        ELSE ${now}::timestamptz + make_interval(secs => v.valid_for_ms / 1000.0) END AS "validUntil",
      coalesce(v.ended_at, v.expires_at) AS "endsAt"
    FROM vouchers v JOIN offers o ON o.id = v.offer_id
    WHERE v.campaign_kind = 'autopilot' AND v.campaign_id = ${autopilotId} AND v.customer_id = ${customerId} AND starts_with(v.occurrence, ${`${journeyId}:`})
    ORDER BY v.created_at DESC, v.id DESC LIMIT 1`
  return voucher
}

/** Puts the voucher among the merge fields of a message that is about to leave. Before the first call only: a retry sends the same bytes. */
export async function addVoucherField(
  sql: Sql,
  { sendId, customerId, channel, voucher }: { sendId: string; customerId: string; channel: ChannelName; voucher: JourneyVoucher },
): Promise<void> {
  const field = { voucher: { code: voucher.code, offer_name: voucher.offerName, valid_until: voucher.validUntil.toISOString() } }
  await sql`
    UPDATE deliveries SET merge_fields = coalesce(merge_fields, '{}') || ${sql.json(field)}
    WHERE send_id = ${sendId} AND customer_id = ${customerId} AND channel = ${channel} AND status = 'sending' AND attempted_at IS NULL
      AND NOT coalesce(merge_fields, '{}') ? 'voucher'`
}
