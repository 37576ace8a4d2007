import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../db/queries/api-keys.ts'
import { basket, euros, type Fault, reasonsOf, type Voucher, startVoucherApi, type VoucherApi } from './voucher-api.ts'

let shop: VoucherApi
beforeAll(async () => {
  shop = await startVoucherApi()
})
afterAll(() => shop.api.close())

describe('the checkout', () => {
  it('accepts, validates, locks, redeems and rolls back, each again without effect', async () => {
    const { code } = await shop.giveOne()
    for (const _ of [1, 2]) expect((await shop.use(code, 'accept')).body).toMatchObject({ status: 'accepted' })
    const lines = [...basket(3333).items, { quantity: 2, price: euros(250), productExternalId: 'cup' }]
    const validated = await shop.use<{ quote: object }>(code, 'validate', { basket: { items: lines, deliveryFee: euros(490) } })
    expect(validated.body.quote).toEqual({
      discount: euros(383),
      lines: [
        { index: 0, discount: euros(333) },
        { index: 1, discount: euros(50) },
      ],
      deliveryDiscount: euros(0),
    })
    const locked = await shop.use<{ voucher: Voucher; quote: object }>(code, 'lock', {
      reference: 'cart-1',
      seconds: 60,
      basket: basket(3000),
    })
    expect(locked.body).toMatchObject({
      voucher: { status: 'locked', lockedUntil: '2026-05-01T10:01:00.000Z' },
      quote: { discount: euros(300) },
    })
    for (const _ of [1, 2]) {
      const redeemed = await shop.use(code, 'redeem', { order: 'order-1', reference: 'cart-1', discount: euros(300) })
      expect([redeemed.status, redeemed.body.status, redeemed.body.redemption]).toMatchObject([
        200,
        'redeemed',
        { order: 'order-1', discount: euros(300) },
      ])
    }
    const other = await shop.use<Fault>(code, 'redeem', { order: 'order-2', basket: basket(3000) })
    expect([other.status, other.body.code, reasonsOf(other.body)]).toEqual([409, 'voucher_refused', ['already_redeemed']])
    for (const _ of [1, 2])
      expect((await shop.use(code, 'rollback', { order: 'order-1' })).body).toMatchObject({ status: 'accepted', redemption: null })
    expect(reasonsOf((await shop.use<Fault>(code, 'rollback', { order: 'order-9' })).body)).toEqual(['not_redeemed'])
    const events = await shop.api.call<{ data: { kind: string; attempt: string | null; reasons: { code: string }[] }[] }>(
      'GET',
      `/api/v1/vouchers/${code}/events`,
    )
    expect(events.body.data.map(({ kind, attempt }) => attempt ?? kind)).toEqual([
      'rollBack',
      'reopened',
      'redeem',
      'redeemed',
      'locked',
      'accepted',
      'issued',
    ])
  })

  it('is told every reason at once, and each refusal is kept with its sums', async () => {
    const { code } = await shop.giveOne({ minimumSpend: euros(5000), scope: { merchants: ['Kaffeehaus'] } })
    shop.setNow('2026-05-20T10:00:00Z')
    const refused = await shop.use<Fault>(code, 'validate', { basket: basket(4000, 'USD') })
    expect(reasonsOf(refused.body)).toEqual(['expired', 'other_currency', 'nothing_in_scope', 'minimum_spend'])
    const events = await shop.api.call<{ data: object[] }>('GET', `/api/v1/vouchers/${code}/events?limit=1`)
    expect(events.body.data[0]).toMatchObject({
      kind: 'refused',
      attempt: 'validate',
      reasons: [{ code: 'expired' }, {}, {}, { code: 'minimum_spend' }],
      figures: { basket: { amountMinor: 4000, currency: 'USD' }, minimumSpend: { amountMinor: 5000 } },
    })
    shop.setNow()
  })

  it('is refused a basket that is none', async () => {
    const { code } = await shop.giveOne()
    const validate = async (basket: object) => (await shop.use<Fault>(code, 'validate', { basket })).body
    expect(reasonsOf(await validate({ items: [] }))).toEqual(['basket.items'])
    const item = { quantity: 1, price: euros(100) }
    expect(reasonsOf(await validate({ items: [item, { ...item, price: { amountMinor: 1, currency: 'USD' } }] }))).toEqual(['basket.items'])
    expect(reasonsOf(await validate({ items: [{ ...item, quantity: 1_000_000, price: euros(10_000_000_000_000) }] }))).toEqual([
      'basket.items',
    ])
    expect(reasonsOf(await validate({ items: [{ ...item, price: { amountMinor: 1, currency: 'ZZZ' } }] }))).toEqual([
      'basket.items[0].price.currency',
    ])
    expect(
      reasonsOf(
        (await shop.use<Fault>(code, 'redeem', { order: 'o', discount: { amountMinor: 1, currency: 'USD' }, basket: basket(100) })).body,
      ),
    ).toEqual(['discount.currency'])
  })

  it('redeems in currencies of no and of three decimals', async () => {
    for (const [currency, price, discount] of [
      ['JPY', 999, 100],
      ['KWD', 12_345, 1235],
    ] as const) {
      const { code } = await shop.giveOne({ currency, cap: null })
      const redeemed = await shop.use(code, 'redeem', { order: `in ${currency}`, basket: basket(price, currency) })
      expect(redeemed.body.redemption?.discount).toEqual({ amountMinor: discount, currency })
    }
  })

  it('redeems one voucher once for a crowd of orders over HTTP', async () => {
    const { code } = await shop.giveOne()
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => shop.use<Fault>(code, 'redeem', { order: `crowd ${at}`, basket: basket(3000) })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'voucher_refused')).toHaveLength(99)
  })

  it('gives a voucher back when its order is written as cancelled, also in bulk', async () => {
    const { code, id } = await shop.giveOne()
    await shop.use(code, 'redeem', { order: 'bulk-1', basket: basket(3000) })
    const order = { externalId: 'bulk-1', customerExternalId: 'ada', placedAt: '2026-05-01T10:00:00Z', total: euros(2700) }
    await shop.api.call('POST', '/api/v1/orders/bulk', { body: { orders: [order, { ...order, status: 'cancelled' }] } })
    expect((await shop.api.call<Voucher>('GET', `/api/v1/vouchers/${id}`)).body).toMatchObject({
      status: 'accepted',
      rolledBack: { order: 'bulk-1' },
    })
    expect(reasonsOf((await shop.use<Fault>(code, 'redeem', { order: 'bulk-1', basket: basket(3000) })).body)).toEqual([
      'order_rolled_back',
    ])
  })
})

describe('scopes', () => {
  it('let a checkout redeem and not issue, and an operator the other way round', async () => {
    const { code, id } = await shop.giveOne()
    const { key: checkout } = await createApiKey(shop.api.pool, { name: 'checkout', scopes: ['vouchers:redeem'] })
    const { key: operator } = await createApiKey(shop.api.pool, { name: 'operator', scopes: ['vouchers:write', 'offers:read'] })
    expect((await shop.use(code, 'accept', {}, { key: checkout })).status).toBe(200)
    expect((await shop.use(code, 'revoke', {}, { key: checkout })).status).toBe(403)
    expect((await shop.use(code, 'accept', {}, { key: operator })).status).toBe(403)
    expect((await shop.use(id, 'revoke', {}, { key: operator })).status).toBe(200)
  })
})
