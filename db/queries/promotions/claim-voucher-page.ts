/**
 * Claims a page of a promotion: whoever the contact policy lets through is given their voucher in the same transaction, so that no budget is ever spent on
 * somebody who gets no message, and nobody is written to who has no voucher. Those for whom there is none are skipped, and their cooldown is given back.
 *
 * Lock order: the page and the members' contact states (claimPage), then the budgets (issueVouchers), as wherever vouchers are given.
 */
import { findVoucherSkip } from '../../../domain/promotions.ts'
import { findStatus, usableStatuses, type VoucherStatus } from '../../../domain/voucher-transitions.ts'
import type { IssueRefusal } from '../../../domain/voucher-refusals.ts'
import type { Pool, Sql } from '../../client.ts'
import { runInTransaction } from '../../transaction.ts'
import { type ClaimedPage, type ClaimInput, claimPage } from '../sends/claim-page.ts'
import { giveBackCooldown } from '../sends/record-outcomes.ts'
import type { Send } from '../sends/send.ts'
import { issueVouchers } from '../vouchers/issue-vouchers.ts'
import type { MovedVoucher } from '../vouchers/move-vouchers.ts'
import { voucherColumns } from '../vouchers/voucher-columns.ts'
import { type OpenPromotionSend, readPromotionSend } from './promotion-sends.ts'

/** All that a promotion gives one customer is one voucher. */
const promotionOccurrence = 'offer'

export async function claimVoucherPage(pool: Pool, input: ClaimInput): Promise<ClaimedPage> {
  const send = await readPromotionSend(pool, input.send.id)
  if (send === undefined) throw new Error(`Send ${input.send.id} is no promotion's`)
  return runInTransaction(pool, async (sql) => {
    const claimed = await claimPage(sql, input)
    if (claimed.isRepeat || claimed.deliveries.length === 0) return claimed
    const customerIds = claimed.deliveries.map(({ customerId }) => customerId)
    const { vouchers, refused } = await findVouchers(sql, send, { customerIds, at: input.now })
    const fields = new Map(vouchers.map((voucher) => [voucher.customerId, toMergeFields(voucher, send, input.now)]))
    await keepVouchers(sql, input, { fields, refused })
    const deliveries = claimed.deliveries.flatMap((delivery) => {
      const voucher = fields.get(delivery.customerId)
      return voucher === undefined ? [] : [{ ...delivery, mergeFields: { ...delivery.mergeFields, voucher } }]
    })
    return { ...claimed, deliveries }
  })
}

interface FoundVouchers {
  vouchers: MovedVoucher[]
  /** Who has none that could be used, and why. */
  refused: Map<string, IssueRefusal | VoucherStatus>
}

async function findVouchers(sql: Sql, send: OpenPromotionSend, request: { customerIds: string[]; at: Date }): Promise<FoundVouchers> {
  const found = send.purpose === 'offer' ? await giveVouchers(sql, send, request) : await readGiven(sql, send, request)
  const refused = new Map<string, IssueRefusal | VoucherStatus>(found.refused)
  const vouchers = found.vouchers.filter((voucher) => {
    const status = findStatus(voucher, request.at)
    const isOpen = usableStatuses.some((usable) => usable === status)
    if (!isOpen) refused.set(voucher.customerId, status)
    return isOpen
  })
  return { vouchers, refused }
}

async function giveVouchers(
  sql: Sql,
  { offerId, offerVersion, promotionId }: OpenPromotionSend,
  { customerIds, at }: { customerIds: string[]; at: Date },
) {
  const { vouchers, refused } = await issueVouchers(sql, {
    offerId,
    offerVersion,
    campaign: { kind: 'promotion', id: promotionId },
    occurrence: promotionOccurrence,
    customerIds,
    at,
    as: 'issued',
    actor: { source: 'campaign' },
  })
  return { vouchers, refused: refused.map(({ customerId, reason }) => [customerId, reason] as const) }
}

/** For a reminder, which gives nothing. */
async function readGiven(sql: Sql, { promotionId }: OpenPromotionSend, { customerIds }: { customerIds: string[] }) {
  const vouchers = await sql<MovedVoucher[]>`
    SELECT ${voucherColumns(sql)} FROM vouchers v
    WHERE v.campaign_kind = 'promotion' AND v.campaign_id = ${promotionId} AND v.customer_id = ANY (${customerIds}::uuid[]) AND v.occurrence = ${promotionOccurrence}`
  const has = new Set(vouchers.map(({ customerId }) => customerId))
  return { vouchers, refused: customerIds.filter((id) => !has.has(id)).map((id) => [id, 'revoked'] as const) }
}

/** As the message is to say it: hours relative to delivery are counted from now. */
function toMergeFields(
  { code, validUntil, validForMs, deliveredAt }: MovedVoucher,
  { offerName }: OpenPromotionSend,
  at: Date,
): { code: string; offer_name: string; valid_until: string } {
  const until = validForMs === null || deliveredAt !== null ? validUntil : new Date(at.getTime() + validForMs)
  return { code, offer_name: offerName, valid_until: until.toISOString() }
}

async function keepVouchers(
  sql: Sql,
  { send, now }: { send: Send; now: Date },
  { fields, refused }: { fields: ReadonlyMap<string, object>; refused: FoundVouchers['refused'] },
): Promise<void> {
  const { id, channel } = send
  const customerIds = [...fields.keys(), ...refused.keys()]
  const sorted = customerIds.toSorted()
  await sql`
    UPDATE deliveries d SET
      status = CASE WHEN v.reason IS NULL THEN d.status ELSE 'skipped' END, reason = v.reason,
      merge_fields = CASE WHEN v.reason IS NULL THEN coalesce(d.merge_fields, '{}') || jsonb_build_object('voucher', v.fields) END,
      policy_inputs = CASE WHEN v.reason IS NULL THEN d.policy_inputs ELSE coalesce(d.policy_inputs, '{}') || jsonb_build_object('voucher', v.state) END,
      targets = CASE WHEN v.reason IS NULL THEN d.targets END, position = CASE WHEN v.reason IS NULL THEN d.position END,
      settled_at = CASE WHEN v.reason IS NULL THEN d.settled_at ELSE ${now}::timestamptz END
    FROM (
      SELECT ${id}::uuid AS send_id, o.* FROM unnest(
        ${customerIds}::uuid[], ${[...[...fields].map(() => null), ...[...refused.values()].map(findVoucherSkip)]}::text[],
        ${[...[...fields].map(() => null), ...refused.values()]}::text[],
        ${[...[...fields.values()].map((field) => JSON.stringify(field)), ...[...refused].map(() => null)]}::text[]::jsonb[]
      ) AS o (customer_id, reason, state, fields) OFFSET 0
    ) AS v
    WHERE d.send_id = v.send_id AND d.customer_id = v.customer_id AND d.channel = ${channel} AND d.status = 'sending'
      AND d.customer_id BETWEEN ${sorted[0] ?? ''}::uuid AND ${sorted.at(-1) ?? ''}::uuid`
  if (refused.size > 0) await giveBackCooldown(sql, { sendId: id, channel, customerIds: [...refused.keys()] })
}
