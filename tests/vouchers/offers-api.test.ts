import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  euros,
  type Fault,
  idempotencyKey,
  type Issued,
  type Offer,
  reasonsOf,
  tenPercent,
  type Voucher,
  startVoucherApi,
  type VoucherApi,
} from './voucher-api.ts'

let shop: VoucherApi
beforeAll(async () => {
  shop = await startVoucherApi()
})
afterAll(() => shop.api.close())

describe('an offer', () => {
  it('is made, read, listed, changed under If-Match, archived and restored', async () => {
    const offer = await shop.makeOffer({ minimumSpend: euros(2000), scope: { merchants: ['Teehaus'] } })
    expect(offer).toMatchObject({
      version: 1,
      currency: 'EUR',
      limitPerCustomer: null,
      budget: null,
      scope: { merchants: ['Teehaus'], products: [] },
    })
    const path = `/api/v1/offers/${offer.id}`
    const read = await shop.api.call<Offer>('GET', path)
    expect([read.body, read.headers.get('etag')]).toEqual([offer, '"1"'])
    const changed = await shop.api.call<Offer>('PATCH', path, {
      body: { discount: { kind: 'freeDelivery' } },
      headers: { 'if-match': '"1"' },
    })
    expect(changed.body).toMatchObject({ version: 2, discount: { kind: 'freeDelivery' }, minimumSpend: euros(2000) })
    const late = await shop.api.call<Fault>('PATCH', path, { body: { name: 'x' }, headers: { 'if-match': '"1"' } })
    expect([late.status, late.body.code]).toEqual([412, 'version_mismatch'])
    // A change that names nothing changes nothing.
    const nothing = await shop.api.call<Offer>('PATCH', path, { body: {} })
    expect([nothing.body, nothing.headers.get('etag')]).toEqual([changed.body, '"2"'])
    expect((await shop.api.call<Offer>('POST', `${path}/archive`)).body).toMatchObject({ archivedAt: shop.now().toISOString() })
    expect(
      (await shop.api.call<Fault>('POST', `${path}/vouchers`, { body: { customers: ['ext:ada'] }, headers: idempotencyKey() })).body.code,
    ).toBe('offer_archived')
    const archived = await shop.api.call<{ data: Offer[] }>('GET', '/api/v1/offers?archived=true&q=PERCENT')
    expect(archived.body.data.map(({ id }) => id)).toEqual([offer.id])
    expect((await shop.api.call<Offer>('POST', `${path}/restore`)).body).toMatchObject({ archivedAt: null, version: 4 })
  })

  it('that contradicts itself is refused, each fault with its path', async () => {
    const refused = await shop.api.call<Fault>('POST', '/api/v1/offers', {
      body: {
        name: 'x',
        currency: 'EUR',
        discount: { kind: 'amount', amount: { amountMinor: 0, currency: 'EUR' } },
        cap: { amountMinor: 5, currency: 'USD' },
        scope: { products: [' '] },
        validity: { kind: 'fixed', from: '2026-06-01T00:00:00Z', until: '2026-05-01T00:00:00Z' },
      },
    })
    expect([refused.status, reasonsOf(refused.body)?.toSorted()]).toEqual([
      422,
      ['cap', 'cap.currency', 'discount.amount.amountMinor', 'scope.products[0]', 'validity.until'],
    ])
    for (const discount of [
      { kind: 'percent', percent: 0 },
      { kind: 'percent', percent: 12.345 },
      { kind: 'percent', percent: 100.01 },
    ])
      expect((await shop.api.call('POST', '/api/v1/offers', { body: { ...tenPercent, discount } })).status).toBe(422)
  })

  it('has a budget, in money only with a cap, and cannot lose the cap then', async () => {
    const uncapped = await shop.makeOffer({ cap: null })
    const path = `/api/v1/offers/${uncapped.id}`
    const body = { maxMoney: euros(5000) }
    expect((await shop.api.call<Fault>('PUT', `${path}/budget`, { body })).body.code).toBe('offer_needs_cap')
    await shop.give(uncapped)
    await shop.api.call('PATCH', path, { body: { cap: euros(500) } })
    const refused = await shop.api.call<Fault>('PUT', `${path}/budget`, { body })
    expect([refused.status, refused.body.code]).toEqual([409, 'budget_refused'])
    expect((await shop.api.call<Offer>('PUT', `${path}/budget`, { body: { maxVouchers: 2 } })).body.budget).toMatchObject({
      usedVouchers: 1,
    })
    const capped = await shop.makeOffer({ budget: { maxVouchers: null, maxMoney: euros(1500) } })
    expect((await shop.api.call<Fault>('PATCH', `/api/v1/offers/${capped.id}`, { body: { cap: null } })).body.code).toBe('offer_needs_cap')
    const { vouchers, refused: left } = await shop.give(capped, ['ext:ada', 'ext:bea', 'ext:nobody', 'ext:ada'])
    expect(vouchers).toHaveLength(1)
    expect(left.map(({ customer, reason }) => [customer.slice(0, 4), reason])).toEqual([
      ['ext:', 'budget_exhausted'],
      ['ext:', 'unknown_customer'],
    ])
  })

  it('keeps its currency, and keeps to the store’s own where none is named', async () => {
    const offer = await shop.makeOffer()
    const budget = { maxMoney: { amountMinor: 100, currency: 'EUX' } }
    const unknown = await shop.api.call<Fault>('PUT', `/api/v1/offers/${offer.id}/budget`, { body: budget })
    expect([unknown.status, reasonsOf(unknown.body)]).toEqual([422, ['maxMoney.currency']])
    const changed = await shop.api.call<Fault>('PATCH', `/api/v1/offers/${offer.id}`, { body: { currency: 'USD', cap: null } })
    expect([changed.status, reasonsOf(changed.body)]).toEqual([422, ['currency']])
  })
})

describe('vouchers given by hand', () => {
  it('are given once for an Idempotency-Key, and counted for each customer', async () => {
    const offer = await shop.makeOffer({ limitPerCustomer: 1 })
    const request = { body: { customers: ['ext:ada', 'ext:bea'] }, headers: idempotencyKey() }
    const first = await shop.api.call<Issued>('POST', `/api/v1/offers/${offer.id}/vouchers`, request)
    const again = await shop.api.call<Issued>('POST', `/api/v1/offers/${offer.id}/vouchers`, request)
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first.body, 'true'])
    expect(first.body.vouchers).toMatchObject([{ status: 'delivered', isUsable: true, validUntil: '2026-05-03T10:00:00.000Z' }, {}])
    expect((await shop.give(offer, ['ext:ada', 'ext:cyd'])).refused).toMatchObject([{ reason: 'limit_per_customer' }])
    expect(
      (await shop.api.call<Fault>('POST', `/api/v1/offers/${offer.id}/vouchers`, { body: { customers: ['ext:ada'] } })).body.code,
    ).toBe('idempotency_key_required')
  })

  it('are listed for their customer, usable ones alone where that is asked', async () => {
    await shop.api.call('POST', '/api/v1/customers', { body: { externalId: 'lister' } })
    const offer = await shop.makeOffer()
    const { vouchers } = await shop.give(offer, ['ext:lister'])
    await shop.give(offer, ['ext:lister'])
    await shop.use(vouchers[0]?.code ?? '', 'revoke')
    const list = async (query: string) =>
      (await shop.api.call<{ data: Voucher[]; nextCursor: string | null }>('GET', `/api/v1/customers/ext:lister/vouchers${query}`)).body
    expect((await list('')).data.map(({ status }) => status)).toEqual(['delivered', 'revoked'])
    expect((await list('?usable=true')).data.map(({ status }) => status)).toEqual(['delivered'])
    expect((await list('?usable=false')).data.map(({ status }) => status)).toEqual(['revoked'])
    expect((await list(`?status=revoked&offer=${offer.id}`)).data).toHaveLength(1)
    const page = await list('?limit=1')
    expect((await list(`?limit=1&cursor=${page.nextCursor}`)).data.map(({ status }) => status)).toEqual(['revoked'])
    shop.setNow('2026-05-09T10:00:00Z')
    expect((await list('?usable=true')).data).toEqual([])
    expect((await list('?status=expired')).data).toHaveLength(1)
    shop.setNow()
  })
})
