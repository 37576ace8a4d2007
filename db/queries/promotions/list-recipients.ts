/** Every member of a promotion's frozen audience, with what happened on each channel, in customer_id order. */
import type { ChannelName } from '../../../domain/channels.ts'
import type { DeliveryStatus } from '../../../domain/deliveries.ts'
import type { VoucherStatus } from '../../../domain/voucher-transitions.ts'
import type { Sql } from '../../client.ts'
import { statusAt } from '../vouchers/voucher-columns.ts'

/** As JSON has it: instants are RFC 3339. */
export interface RecipientAttempt {
  channel: ChannelName
  status: DeliveryStatus
  reason: string | null
  errorCode: string | null
  deferUntil: string | null
  policyInputs: Record<string, unknown> | null
  claimedAt: string
  acceptedAt: string | null
  settledAt: string | null
}

export interface PromotionRecipient {
  customerId: string
  customerExternalId: string | null
  attempts: RecipientAttempt[]
  reminders: RecipientAttempt[]
  voucher: { id: string; code: string; status: VoucherStatus; validUntil: string } | null
}

export interface RecipientFilter {
  /** Of the last channel that was tried. */
  status?: DeliveryStatus | undefined
  reason?: string | undefined
  channel?: ChannelName | undefined
  /** Reached, or sent in vain: accepted and delivered, or what came back and what was refused. */
  outcome?: 'reached' | 'lost' | undefined
  /** Not on the last channel, but on that which is named, of the offer or of the reminder, whatever came after. */
  attempt?: 'offer' | 'reminder' | undefined
  customerId?: string | undefined
  /** The last customer of the page before. */
  after?: string | undefined
  at: Date
  limit: number
}

const outcomes = { reached: ['accepted', 'delivered'], lost: ['undeliverable', 'bounced', 'failed'] } as const

/** Members whose first page nobody has claimed have no row yet and are not among them, but those who are asked for by name. */
export async function listRecipients(
  sql: Sql,
  promotionId: string,
  { status, reason, channel, outcome, attempt, customerId, after, at, limit }: RecipientFilter,
): Promise<PromotionRecipient[]> {
  const isFiltered = [status, reason, channel, outcome, attempt].some((one) => one !== undefined)
  // Of an attempt the channel says which one it was, else what the last one was.
  const isOfAttempt = sql`x.purpose = ${attempt ?? 'offer'} ${attempt === undefined || channel === undefined ? sql`` : sql`AND x.channel = ${channel}`}`
  return sql<PromotionRecipient[]>`
    SELECT m.customer_id AS "customerId", c.external_id AS "customerExternalId", ${selectAttempts(sql, 'offer')} AS attempts, ${selectAttempts(sql, 'reminder')} AS reminders,
      (SELECT jsonb_build_object('id', v.id, 'code', v.code, 'status', ${statusAt(sql, at)}, 'validUntil', v.valid_until) FROM vouchers v
       WHERE v.campaign_kind = 'promotion' AND v.campaign_id = ${promotionId} AND v.customer_id = m.customer_id LIMIT 1) AS voucher
    FROM (
      SELECT d.customer_id, s.promotion_id FROM promotion_sends s JOIN deliveries d ON d.send_id = s.send_id
      WHERE s.promotion_id = ${promotionId} AND s.purpose = 'offer' AND s.place = 0
        ${customerId === undefined ? sql`` : sql`AND d.customer_id = ${customerId}`}
        ${after === undefined ? sql`` : sql`AND d.customer_id > ${after}`}
        ${
          isFiltered
            ? sql`AND EXISTS (SELECT FROM (
                SELECT l.status, l.reason, l.channel FROM promotion_sends x JOIN deliveries l ON l.send_id = x.send_id AND l.customer_id = d.customer_id AND l.channel = x.channel
                WHERE x.promotion_id = s.promotion_id AND ${isOfAttempt} ORDER BY x.place DESC LIMIT 1
              ) AS l WHERE true ${status === undefined ? sql`` : sql`AND l.status = ${status}`} ${reason === undefined ? sql`` : sql`AND l.reason = ${reason}`}
                ${channel === undefined ? sql`` : sql`AND l.channel = ${channel}`}
                ${outcome === undefined ? sql`` : sql`AND l.status = ANY (${[...outcomes[outcome]]}::delivery_status[])`})`
            : sql``
        }
      ORDER BY d.customer_id LIMIT ${limit}
    ) AS m LEFT JOIN customers c ON c.id = m.customer_id ORDER BY m.customer_id`
}

function selectAttempts(sql: Sql, purpose: 'offer' | 'reminder') {
  return sql`(SELECT coalesce(jsonb_agg(jsonb_build_object('channel', d.channel, 'status', d.status, 'reason', d.reason, 'errorCode', d.error_code,
      'deferUntil', d.defer_until, 'policyInputs', d.policy_inputs, 'claimedAt', d.claimed_at, 'acceptedAt', d.accepted_at, 'settledAt', d.settled_at) ORDER BY s.place), '[]')
    FROM promotion_sends s JOIN deliveries d ON d.send_id = s.send_id AND d.customer_id = m.customer_id AND d.channel = s.channel
    WHERE s.promotion_id = m.promotion_id AND s.purpose = ${purpose})`
}
