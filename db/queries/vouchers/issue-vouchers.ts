/**
 * Gives vouchers to a page of customers at once. A repeat for the same campaign, customer and occurrence finds what the first one gave.
 *
 * Lock order: the customers' contact states in customer_id order, as every writer of them; then the budgets. Whoever holds a customer's state alone gives
 * them vouchers, so that neither the limit per customer nor the occurrence is ever counted past; whoever holds the budgets alone spends them. Both are read
 * after they are held, each by a statement of its own (within db/migrations/0310), whose snapshot sees what the one before has committed. An erasure takes the state
 * first too.
 */
import { randomBytes } from 'node:crypto'
import { v7 as newUuid } from 'uuid'
import type { OfferTerms } from '../../../domain/offers.ts'
import { findWorstMinor } from '../../../domain/offers.ts'
import { makeVoucherCode } from '../../../domain/voucher-codes.ts'
import { chooseCustomers, type RefusedCustomer } from '../../../domain/voucher-issue.ts'
import type { IssueRefusal } from '../../../domain/voucher-refusals.ts'
import { endAfterDelivery, type IssuedValidity, planValidity } from '../../../domain/voucher-validity.ts'
import type { VoucherCampaign } from '../../../domain/vouchers.ts'
import type { Sql } from '../../client.ts'
import { joinTransaction } from '../../transaction.ts'
import type { StoredBudget } from './budgets.ts'
import { tellOfExpiry, type MovedVoucher } from './move-vouchers.ts'
import { isSettled, settleBudgets } from './settle-budgets.ts'
import { voucherColumns } from './voucher-columns.ts'
import type { VoucherActor } from './voucher-events.ts'

export interface IssueRequest {
  /** UUID. */
  offerId: string
  /** The version that the campaign has frozen; the latest where it is left out. */
  offerVersion?: number
  /** That version, where the caller has read it. */
  offer?: { version: number; terms: OfferTerms }
  campaign: VoucherCampaign
  /**
   * Which of the campaign's vouchers it is for each of these customers: the quiet spell, the year of the birthday, nothing. Without one, each call gives further
   * vouchers.
   */
  occurrence?: string
  /** UUIDs, served in this order. */
  customerIds: readonly string[]
  at: Date
  /** `reserved` holds code and budget until it is issued or released; `delivered` is in the customer's hands at once. */
  as: 'reserved' | 'issued' | 'delivered'
  actor: VoucherActor
}

export type IssuedVoucher = MovedVoucher & {
  /** An earlier call gave it. Its status is what has become of it since. */
  isRepeat: boolean
}

export interface IssueResult {
  vouchers: IssuedVoucher[]
  /** Those who got none. */
  refused: RefusedCustomer[]
}

/** In one transaction: its own, or the caller's. @param makeCode for tests */
export async function issueVouchers(sql: Sql, request: IssueRequest, makeCode = () => makeVoucherCode(randomBytes)): Promise<IssueResult> {
  const { customerIds, at } = request
  const refuseAll = (reason: IssueRefusal): RefusedCustomer[] => [...new Set(customerIds)].map((customerId) => ({ customerId, reason }))
  if (customerIds.length === 0) return { vouchers: [], refused: [] }
  const offer = request.offer ?? (await readTerms(sql, request))
  if (offer === undefined) return { vouchers: [], refused: refuseAll('unknown_offer') }
  const validity = planValidity(offer.terms.validity, at)
  return joinTransaction(sql, async (sql) => {
    // Sent at once and run one after the other, in this order.
    const [held, served] = await Promise.all([
      holdForIssue(sql, request, offer.terms),
      request.occurrence === undefined ? [] : readServed(sql, request, request.occurrence),
    ])
    const cost = { worstMinor: findWorstMinor(offer.terms), currency: offer.terms.currency }
    const servedIds = new Set(served.map((voucher) => voucher.customerId))
    const { chosen, refused } = chooseCustomers({
      customerIds,
      known: new Set(held.known),
      served: servedIds,
      counts: new Map(Object.entries(held.counts)),
      limitPerCustomer: offer.terms.limitPerCustomer,
      atOpenLimit: new Set(held.atOpenLimit),
      budgets: held.budgets,
      cost,
    })
    const repeats = served.map((voucher) => ({ ...voucher, isRepeat: true }))
    if (validity === undefined)
      return { vouchers: repeats, refused: refuseAll('offer_ended').filter(({ customerId }) => !servedIds.has(customerId)) }
    const issued: IssuedVoucher[] = []
    // A second round happens only when a code is taken, which is as likely as guessing one.
    for (let left = chosen; left.length > 0;) {
      const inserted = await insertVouchers(sql, request, { ...cost, offerVersion: offer.version, validity, customerIds: left, makeCode })
      issued.push(...inserted.map((voucher) => ({ ...voucher, isRepeat: false })))
      const done = new Set(inserted.map((voucher) => voucher.customerId))
      left = left.filter((customerId) => !done.has(customerId))
    }
    const places = new Map(customerIds.map((customerId, place) => [customerId, place]))
    const vouchers = [...repeats, ...issued].sort((a, b) => (places.get(a.customerId) ?? 0) - (places.get(b.customerId) ?? 0))
    return { vouchers, refused }
  })
}

async function readTerms(sql: Sql, { offerId, offerVersion }: IssueRequest): Promise<{ version: number; terms: OfferTerms } | undefined> {
  const [offer] = await sql<{ version: number; terms: OfferTerms }[]>`
    SELECT version, terms FROM offer_versions WHERE offer_id = ${offerId} ${offerVersion === undefined ? sql`` : sql`AND version = ${offerVersion}`}
    ORDER BY version DESC LIMIT 1`
  return offer
}

interface Held {
  /** Whose contact states are held, which is everybody who is known. */
  known: string[]
  /** Vouchers of the offer by customer, where it limits them. */
  counts: Record<string, number>
  /** Those who have as many open vouchers as the store allows. */
  atOpenLimit: string[]
  /** Of the offer and of the campaign, as they are now that they are held. */
  budgets: StoredBudget[]
}

/** In one statement: db/migrations/0310. */
async function holdForIssue(sql: Sql, { offerId, campaign, customerIds, at }: IssueRequest, terms: OfferTerms): Promise<Held> {
  const [held] = await sql<[Held]>`
    SELECT known, counts, at_open_limit AS "atOpenLimit", budgets
    FROM hold_for_issue(${offerId}, ${campaign.kind}, ${campaign.id}, ${customerIds}::uuid[], ${at}, ${terms.limitPerCustomer !== null})`
  return held
}

async function readServed(sql: Sql, { campaign, customerIds }: IssueRequest, occurrence: string): Promise<MovedVoucher[]> {
  return sql<MovedVoucher[]>`
    SELECT ${voucherColumns(sql)} FROM vouchers v
    WHERE v.campaign_kind = ${campaign.kind} AND v.campaign_id = ${campaign.id} AND v.customer_id = ANY (${customerIds}::uuid[])
      AND v.occurrence = ${occurrence}`
}

interface Insertion {
  offerVersion: number
  worstMinor: number | null
  currency: string
  validity: IssuedValidity
  customerIds: readonly string[]
  makeCode: () => string
}

async function insertVouchers(sql: Sql, request: IssueRequest, insertion: Insertion): Promise<MovedVoucher[]> {
  const { offerId, campaign, occurrence = newUuid(), at, as, actor } = request
  const { offerVersion, worstMinor, currency, validity, customerIds, makeCode } = insertion
  const isDelivered = as === 'delivered'
  const validUntil = isDelivered ? endAfterDelivery(validity, at) : validity.validUntil
  return sql<MovedVoucher[]>`
    WITH moved AS (
      INSERT INTO vouchers (code, offer_id, offer_version, campaign_kind, campaign_id, customer_id, occurrence, status, currency, worst_minor,
        valid_from, valid_until, valid_for_ms, expires_at, created_at, issued_at, delivered_at)
      SELECT n.code, ${offerId}, ${offerVersion}, ${campaign.kind}, ${campaign.id}, n.customer_id, ${occurrence}, ${as}::voucher_status, ${currency},
        ${worstMinor}, ${validity.validFrom}, ${validUntil}, ${validity.validForMs}, ${validUntil}, ${at},
        ${as === 'reserved' ? null : at}, ${isDelivered ? at : null}
      FROM unnest(${customerIds.map(makeCode)}::text[], ${customerIds}::uuid[]) AS n (code, customer_id) ORDER BY n.customer_id
      ON CONFLICT (code) DO NOTHING
      RETURNING *
    ), kept AS (
      INSERT INTO voucher_events (voucher_id, kind, source, api_key_id, member_id, occurred_at)
      SELECT id, ${as === 'reserved' ? 'reserved' : 'issued'}, ${actor.source}, ${actor.keyId ?? null}, ${actor.memberId ?? null}, ${at} FROM moved
    )${settleBudgets(sql, { vouchers: sql`1`, money: sql`m.held_minor` })}${tellOfExpiry(sql, at)}
    SELECT ${voucherColumns(sql)} FROM moved v WHERE ${isSettled(sql)}`
}
