/** Offers, customers and vouchers for tests, and the sums that must hold at every moment. */
import { randomUUID } from 'node:crypto'
import { connect, type Pool, type Sql } from '../../db/client.ts'
import { insertOffer } from '../../db/queries/offers/offers.ts'
import { type IssueRequest, issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { readVoucher } from '../../db/queries/vouchers/read-vouchers.ts'
import type { OfferTerms } from '../../domain/offers.ts'
import type { Basket } from '../../domain/voucher-discounts.ts'
import type { Voucher } from '../../domain/vouchers.ts'
import { createTestDatabase } from '../support/database.ts'

export const startAt = new Date('2026-05-01T10:00:00Z')
export const actor = { source: 'api' } as const

/** An instant so many hours later. */
export function after(hours: number, at = startAt): Date {
  return new Date(at.getTime() + hours * 3_600_000)
}

export const termsOf = (changes: Partial<OfferTerms> = {}): OfferTerms => ({
  discount: { kind: 'percent', basisPoints: 1000 },
  currency: 'EUR',
  minimumSpendMinor: null,
  capMinor: 1000,
  scope: { verticals: [], merchants: [], products: [] },
  validity: { kind: 'fixed', until: after(240).toISOString() },
  limitPerCustomer: null,
  ...changes,
})

export const basketOf = (priceMinor: number, changes: Partial<Basket> = {}): Basket => ({
  currency: 'EUR',
  lines: [{ product: 'tea', merchant: null, vertical: null, quantity: 1, priceMinor }],
  deliveryFeeMinor: 0,
  ...changes,
})

export interface VoucherStore {
  url: string
  pool: Pool
  addOffer(changes?: Partial<OfferTerms>): Promise<string>
  addCustomers(count: number): Promise<string[]>
  /** One voucher of an offer of its own, in its customer's hands. */
  addVoucher(changes?: Partial<OfferTerms>, request?: Partial<IssueRequest>): Promise<Voucher>
  read(id: string): Promise<Voucher>
  close(): Promise<void>
}

export async function openVoucherStore({ max = 8 }: { max?: number } = {}): Promise<VoucherStore> {
  const database = await createTestDatabase()
  const pool = connect(database.url, { max })
  const store: VoucherStore = {
    url: database.url,
    pool,
    addOffer: async (changes) => (await insertOffer(pool, { name: 'Ten percent', terms: termsOf(changes) })).id,
    async addCustomers(count) {
      const rows = await pool<{ id: string }[]>`
        INSERT INTO customers (external_id) SELECT gen_random_uuid()::text FROM generate_series(1, ${count}) RETURNING id`
      return rows.map(({ id }) => id)
    },
    async addVoucher(changes, request) {
      const offerId = await store.addOffer(changes)
      const customerIds = await store.addCustomers(1)
      const { vouchers } = await issueVouchers(pool, issueOf({ offerId, customerIds, ...request }))
      return store.read(vouchers[0]?.id ?? '')
    },
    async read(id) {
      const voucher = await readVoucher(pool, { id })
      if (voucher === undefined) throw new Error('There is no voucher')
      return voucher
    },
    async close() {
      await pool.end({ timeout: 1 })
      await database.drop()
    },
  }
  return store
}

export function issueOf(request: Pick<IssueRequest, 'offerId' | 'customerIds'> & Partial<IssueRequest>): IssueRequest {
  return { campaign: { kind: 'direct', id: request.offerId }, occurrence: randomUUID(), at: startAt, as: 'issued', actor, ...request }
}

export interface BudgetDrift {
  ownerKind: string
  ownerId: string
}

/** Budgets whose use is not the sum over their vouchers, or is beyond a limit: none, at any moment. */
export async function findBudgetDrift(sql: Sql): Promise<BudgetDrift[]> {
  return sql<BudgetDrift[]>`
    SELECT b.owner_kind AS "ownerKind", b.owner_id AS "ownerId", b.used_vouchers, b.used_money_minor, s.vouchers, s.money
    FROM voucher_budgets b CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE v.status NOT IN ('expired', 'revoked', 'rolled_back')) AS vouchers,
        coalesce(sum(CASE WHEN v.status IN ('expired', 'revoked', 'rolled_back') THEN 0 WHEN v.status = 'redeemed' THEN v.discount_minor
          ELSE coalesce(v.worst_minor, 0) END), 0) AS money
      FROM vouchers v
      WHERE (b.owner_kind = 'offer' AND v.offer_id = b.owner_id) OR (v.campaign_kind = b.owner_kind AND v.campaign_id = b.owner_id)
    ) s
    WHERE b.used_vouchers <> s.vouchers OR b.used_money_minor <> s.money OR b.used_vouchers > b.max_vouchers OR b.used_money_minor > b.max_money_minor`
}
