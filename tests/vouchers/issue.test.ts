import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../db/client.ts'
import { changeOffer, readOffer } from '../../db/queries/offers/offers.ts'
import { readBudgets, setBudget } from '../../db/queries/vouchers/budgets.ts'
import { expireVouchers, revokeVouchers } from '../../db/queries/vouchers/end-vouchers.ts'
import { issueVouchers } from '../../db/queries/vouchers/issue-vouchers.ts'
import { redeemVoucher } from '../../db/queries/vouchers/use-voucher.ts'
import { makeVoucherCode } from '../../domain/voucher-codes.ts'
import {
  actor,
  after,
  basketOf,
  findBudgetDrift,
  issueOf,
  openVoucherStore,
  startAt,
  termsOf,
  type VoucherStore,
} from './voucher-fixture.ts'

let store: VoucherStore
beforeAll(async () => {
  store = await openVoucherStore()
})
afterAll(() => store.close())

const limits = { maxVouchers: null, maxMoneyMinor: null, currency: null }
const budgetOf = async (kind: string, id: string) => (await readBudgets(store.pool, [{ kind, id }]))[0]

describe('issuing', () => {
  it('gives each of a page of customers a voucher of their own, once, however often it is asked', async () => {
    const offerId = await store.addOffer()
    const customerIds = await store.addCustomers(3_000)
    const request = issueOf({ offerId, customerIds, campaign: { kind: 'promotion', id: randomUUID() }, occurrence: '' })
    const first = await issueVouchers(store.pool, request)
    expect(first.vouchers.map(({ customerId }) => customerId)).toEqual(customerIds)
    expect(new Set(first.vouchers.map(({ code }) => code)).size).toBe(3_000)
    expect(first.vouchers.every(({ isRepeat, status, worstMinor }) => !isRepeat && status === 'issued' && worstMinor === 1000)).toBe(true)
    const again = await issueVouchers(store.pool, request)
    expect(again.vouchers.map(({ id }) => id)).toEqual(first.vouchers.map(({ id }) => id))
    expect(again.vouchers.every(({ isRepeat }) => isRepeat)).toBe(true)
    const next = await issueVouchers(store.pool, { ...request, customerIds: customerIds.slice(0, 2), occurrence: 'second' })
    expect(next.vouchers.filter(({ isRepeat }) => !isRepeat)).toHaveLength(2)
  })

  it('is done once by callers who ask at the same moment', async () => {
    const offerId = await store.addOffer()
    const customerIds = await store.addCustomers(50)
    const request = issueOf({ offerId, customerIds, campaign: { kind: 'autopilot', id: randomUUID() }, occurrence: 'spell' })
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        issueVouchers(store.pool, { ...request, customerIds: at % 2 === 0 ? customerIds : customerIds.toReversed() }),
      ),
    )
    expect(new Set(results.flatMap(({ vouchers }) => vouchers.map(({ id }) => id))).size).toBe(50)
    expect(results.flatMap(({ vouchers }) => vouchers).filter(({ isRepeat }) => !isRepeat)).toHaveLength(50)
  })

  it('says who got none, and why', async () => {
    const [known = '', other = ''] = await store.addCustomers(2)
    const unknown = randomUUID()
    const offerId = await store.addOffer({ limitPerCustomer: 1 })
    await issueVouchers(store.pool, issueOf({ offerId, customerIds: [known] }))
    const { vouchers, refused } = await issueVouchers(store.pool, issueOf({ offerId, customerIds: [known, unknown, other, other] }))
    expect(vouchers.map(({ customerId }) => customerId)).toEqual([other])
    expect(refused).toEqual([
      { customerId: known, reason: 'limit_per_customer' },
      { customerId: unknown, reason: 'unknown_customer' },
    ])
    const ended = issueOf({ offerId: await store.addOffer(), customerIds: [known], at: after(500) })
    expect((await issueVouchers(store.pool, ended)).refused).toEqual([{ customerId: known, reason: 'offer_ended' }])
    expect((await issueVouchers(store.pool, issueOf({ offerId: randomUUID(), customerIds: [known] }))).refused).toMatchObject([
      { reason: 'unknown_offer' },
    ])
  })

  it('counts a customer’s vouchers of an offer whoever gives them, at the same moment too; a revoked one does not count', async () => {
    const offerId = await store.addOffer({ limitPerCustomer: 2 })
    const customerIds = await store.addCustomers(1)
    const issue = () => issueVouchers(store.pool, issueOf({ offerId, customerIds, campaign: { kind: 'promotion', id: randomUUID() } }))
    const results = await Promise.all(Array.from({ length: 12 }, issue))
    const given = results.flatMap(({ vouchers }) => vouchers)
    expect(given).toHaveLength(2)
    await revokeVouchers(store.pool, { voucherIds: [given[0]?.id ?? ''], reason: 'revoked_by_operator', at: after(1), actor })
    expect((await issue()).vouchers).toHaveLength(1)
    expect((await issue()).refused).toMatchObject([{ reason: 'limit_per_customer' }])
  })

  it('keeps the terms of the moment: a change of the offer reaches only vouchers issued later', async () => {
    const before = await store.addVoucher()
    const offer = await readOffer(store.pool, before.offerId)
    const terms = termsOf({ discount: { kind: 'amount', amountMinor: 100 }, capMinor: null })
    await changeOffer(store.pool, before.offerId, { name: offer?.name ?? '', terms, archivedAt: null })
    const { vouchers } = await issueVouchers(store.pool, issueOf({ offerId: before.offerId, customerIds: [before.customerId] }))
    expect(await store.read(before.id)).toMatchObject({ offerVersion: 1, terms: { discount: { kind: 'percent' } }, worstMinor: 1000 })
    expect(await store.read(vouchers[0]?.id ?? '')).toMatchObject({
      offerVersion: 2,
      terms: { discount: { kind: 'amount' } },
      worstMinor: 100,
    })
    const frozen = await issueVouchers(store.pool, issueOf({ offerId: before.offerId, offerVersion: 1, customerIds: [before.customerId] }))
    expect(frozen.vouchers[0]?.offerVersion).toBe(1)
    await expect(store.pool`UPDATE offer_versions SET version = 9 WHERE offer_id = ${before.offerId}`).rejects.toThrow()
  })

  it('draws another code when one is taken, and counts the voucher once', async () => {
    const offerId = await store.addOffer()
    await setBudget(store.pool, { kind: 'offer', id: offerId }, { ...limits, maxVouchers: 10 })
    let drawn = 0
    // Every code comes twice.
    const makeCode = () => makeVoucherCode((count) => new Uint8Array(count).fill(Math.floor(drawn++ / 2)))
    const { vouchers } = await issueVouchers(store.pool, issueOf({ offerId, customerIds: await store.addCustomers(4) }), makeCode)
    expect(new Set(vouchers.map(({ code }) => code)).size).toBe(4)
    expect(await budgetOf('offer', offerId)).toMatchObject({ usedVouchers: 4, usedMoneyMinor: 4000 })
  })

  it('holds its customers before it looks at what they have, and at the budgets last', async () => {
    const statements: string[] = []
    const pool = connect(store.url, { max: 1 })
    pool.options.debug = (_connection, query) => void statements.push(query.trim().replaceAll(/\s+/g, ' '))
    const offerId = await store.addOffer({ limitPerCustomer: 5 })
    await issueVouchers(pool, issueOf({ offerId, customerIds: await store.addCustomers(1) }))
    await pool.end()
    const [held] = await store.pool<[{ source: string }]>`SELECT prosrc AS source FROM pg_proc WHERE proname = 'hold_for_issue'`
    const findPlaces = (texts: readonly string[], parts: readonly string[]) =>
      parts.map((part) => texts.findIndex((text) => text.includes(part)))
    for (const places of [
      findPlaces(statements, ['begin', 'FROM hold_for_issue', 'AND v.occurrence', 'INSERT INTO vouchers']),
      findPlaces(held.source.split('\n'), ['LOCK TABLE', 'FROM contact_states', 'v.offer_id = of_offer', 'FROM voucher_budgets']),
    ]) {
      expect(places).toEqual(places.toSorted((one, other) => one - other))
      expect(places.every((place) => place >= 0)).toBe(true)
    }
  })
})

describe('a budget', () => {
  it('of 1,000 is never passed by 200 issuers at once, of the offer or of the campaign', async () => {
    const pool = connect(store.url, { max: 25 })
    const offerId = await store.addOffer()
    const campaign = { kind: 'promotion' as const, id: randomUUID() }
    await setBudget(pool, { kind: 'offer', id: offerId }, { ...limits, maxVouchers: 1_000 })
    await setBudget(pool, campaign, { maxVouchers: null, maxMoneyMinor: 950_500, currency: 'EUR' })
    const customerIds = await store.addCustomers(1_400)
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        issueVouchers(pool, issueOf({ offerId, campaign, occurrence: '', customerIds: customerIds.slice(at * 7, at * 7 + 7) })),
      ),
    )
    // 950 times the worst case of 10.00 fit into 9,505.00.
    expect(results.flatMap(({ vouchers }) => vouchers)).toHaveLength(950)
    expect(results.flatMap(({ refused }) => refused).every(({ reason }) => reason === 'budget_exhausted')).toBe(true)
    await setBudget(pool, campaign, { ...limits, currency: null })
    await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        issueVouchers(pool, issueOf({ offerId, campaign, customerIds: customerIds.slice(at, at + 1) })),
      ),
    )
    expect(await budgetOf('offer', offerId)).toMatchObject({ usedVouchers: 1_000, usedMoneyMinor: 1_000_000 })
    expect(await findBudgetDrift(pool)).toEqual([])
    await pool.end()
  })

  it('of money is held at the worst case, settled at the real discount, and given back once when vouchers end', async () => {
    const offerId = await store.addOffer()
    await setBudget(store.pool, { kind: 'offer', id: offerId }, { maxVouchers: null, maxMoneyMinor: 3_500, currency: 'EUR' })
    const customerIds = await store.addCustomers(6)
    const issue = () =>
      issueVouchers(store.pool, issueOf({ offerId, customerIds, campaign: { kind: 'promotion', id: offerId }, occurrence: '' }))
    const { vouchers } = await issue()
    expect(vouchers).toHaveLength(3)
    const voucher = await store.read(vouchers[0]?.id ?? '')
    for (let time = 0; time < 2; time += 1)
      await redeemVoucher(store.pool, { voucher, at: after(1), actor, orderExternalId: 'o', basket: basketOf(2_000) })
    expect(await budgetOf('offer', offerId)).toMatchObject({ usedVouchers: 3, usedMoneyMinor: 2_200 })
    expect((await issue()).vouchers).toHaveLength(4)
    for (let time = 0; time < 2; time += 1)
      await revokeVouchers(store.pool, { voucherIds: [vouchers[1]?.id ?? ''], reason: 'revoked_by_operator', at: after(1), actor })
    expect(await budgetOf('offer', offerId)).toMatchObject({ usedVouchers: 3, usedMoneyMinor: 2_200 })
    for (let time = 0; time < 2; time += 1) await expireVouchers(store.pool, { at: after(1_000), limit: 100_000 })
    expect(await budgetOf('offer', offerId)).toMatchObject({ usedVouchers: 1, usedMoneyMinor: 200 })
  })

  it('of money cannot be kept without a cap, or in another currency', async () => {
    const uncapped = await store.addOffer({ capMinor: null })
    const customerIds = await store.addCustomers(1)
    const campaign = { kind: 'autopilot' as const, id: randomUUID() }
    await setBudget(store.pool, campaign, { maxVouchers: null, maxMoneyMinor: 10_000, currency: 'EUR' })
    expect((await issueVouchers(store.pool, issueOf({ offerId: uncapped, campaign, customerIds }))).refused).toMatchObject([
      { reason: 'offer_needs_cap' },
    ])
    const inYen = await store.addOffer({ currency: 'JPY' })
    expect((await issueVouchers(store.pool, issueOf({ offerId: inYen, campaign, customerIds }))).refused).toMatchObject([
      { reason: 'other_currency' },
    ])
    await issueVouchers(store.pool, issueOf({ offerId: uncapped, customerIds }))
    const owner = { kind: 'offer' as const, id: uncapped }
    expect(await setBudget(store.pool, owner, { maxVouchers: null, maxMoneyMinor: 1, currency: 'EUR' })).toBe('open_vouchers_without_cap')
    expect(await setBudget(store.pool, owner, { maxVouchers: null, maxMoneyMinor: 1, currency: 'USD' })).toBe('vouchers_in_other_currency')
    expect(await budgetOf('offer', uncapped)).toBeUndefined()
  })

  it('that comes later counts what was given before, though vouchers are given and used meanwhile', async () => {
    const pool = connect(store.url, { max: 20 })
    const offerId = await store.addOffer()
    const customerIds = await store.addCustomers(60)
    const use = async (customerId: string) => {
      const { vouchers } = await issueVouchers(pool, issueOf({ offerId, customerIds: [customerId] }))
      const voucher = await store.read(vouchers[0]?.id ?? '')
      await redeemVoucher(pool, { voucher, at: after(1), actor, orderExternalId: voucher.id, basket: basketOf(3_000) })
    }
    const [, ...budgets] = await Promise.all([
      Promise.all(customerIds.map(use)),
      ...[0, 1].map(() => setBudget(pool, { kind: 'offer', id: offerId }, { ...limits, maxVouchers: 1_000 })),
    ])
    expect(budgets.every((budget) => typeof budget === 'object')).toBe(true)
    expect(await findBudgetDrift(pool)).toEqual([])
    expect(await budgetOf('offer', offerId)).toMatchObject({ usedVouchers: 60, usedMoneyMinor: 60 * 300 })
    await pool.end()
  })

  it('below what is used gives nothing more and takes nothing back', async () => {
    const offerId = await store.addOffer()
    const customerIds = await store.addCustomers(3)
    await issueVouchers(store.pool, issueOf({ offerId, customerIds, at: startAt }))
    await setBudget(store.pool, { kind: 'offer', id: offerId }, { ...limits, maxVouchers: 1 })
    expect((await issueVouchers(store.pool, issueOf({ offerId, customerIds }))).refused).toHaveLength(3)
    expect(await budgetOf('offer', offerId)).toMatchObject({ usedVouchers: 3, maxVouchers: 1 })
    await store.pool`DELETE FROM voucher_budgets WHERE owner_id = ${offerId}`
  })
})
