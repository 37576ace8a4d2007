import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Discount, OfferTerms } from './offers.ts'
import { type Basket, type BasketLine, quoteVoucher, shareOut } from './voucher-discounts.ts'

const everything = { verticals: [], merchants: [], products: [] }

function makeTerms(discount: Discount, changes: Partial<OfferTerms> = {}): OfferTerms {
  return {
    discount,
    currency: 'EUR',
    minimumSpendMinor: null,
    capMinor: null,
    scope: everything,
    validity: { kind: 'afterDelivery', hours: 48 },
    limitPerCustomer: null,
    ...changes,
  }
}

const line = (priceMinor: number, quantity = 1, changes: Partial<BasketLine> = {}): BasketLine => ({
  product: null,
  merchant: null,
  vertical: null,
  quantity,
  priceMinor,
  ...changes,
})
const makeBasket = (lines: BasketLine[], changes: Partial<Basket> = {}): Basket => ({
  currency: 'EUR',
  lines,
  deliveryFeeMinor: 0,
  ...changes,
})
const percent = (basisPoints: number): Discount => ({ kind: 'percent', basisPoints })

const anyLines = fc.array(
  fc.record({ priceMinor: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 1_000_000_000 })), quantity: fc.integer({ min: 1, max: 1000 }) }),
  { minLength: 1, maxLength: 12 },
)

describe('a percentage', () => {
  it('is taken of the sum, rounded half up, and shared out to the minor unit', () => {
    // 10 % of 0.15 is 0.015: 0.02, of which the first of three equal lines has the odd cent.
    expect(quoteVoucher(makeTerms(percent(1000)), makeBasket([line(5), line(5), line(5)]))).toMatchObject({
      quote: { discountMinor: 2, lines: [1, 1, 0] },
    })
    expect(quoteVoucher(makeTerms(percent(1000)), makeBasket([line(14)]))).toMatchObject({ quote: { discountMinor: 1 } })
    expect(quoteVoucher(makeTerms(percent(3333)), makeBasket([line(1999, 3), line(1)]))).toMatchObject({
      quote: { discountMinor: 1999, lines: [1999, 0] },
    })
  })

  it('stops at the cap, and is the same in yen and in fils: whole minor units', () => {
    const terms = makeTerms(percent(2500), { capMinor: 500 })
    expect(quoteVoucher(terms, makeBasket([line(10_000)]))).toMatchObject({ quote: { discountMinor: 500 } })
    for (const [currency, price, discount] of [
      ['JPY', 999, 250],
      ['KWD', 12_345, 3086],
    ] as const) {
      expect(quoteVoucher(makeTerms(percent(2500), { currency }), makeBasket([line(price)], { currency }))).toMatchObject({
        quote: { discountMinor: discount },
      })
    }
  })

  it('is exact where floating-point numbers are not', () => {
    expect(quoteVoucher(makeTerms(percent(9999)), makeBasket([line(9_999_999_999_999)]))).toMatchObject({
      quote: { discountMinor: 9_998_999_999_999 },
    })
  })

  it.prop([anyLines, fc.integer({ min: 1, max: 10_000 }), fc.option(fc.integer({ min: 1, max: 5000 }))])(
    'adds up over the lines, takes no more off any of them than it costs, and stays within the cap',
    (lines, basisPoints, capMinor) => {
      const basket = makeBasket(lines.map(({ priceMinor, quantity }) => line(priceMinor, quantity)))
      const result = quoteVoucher(makeTerms(percent(basisPoints), { capMinor }), basket)
      const total = basket.lines.reduce((sum, { priceMinor, quantity }) => sum + priceMinor * quantity, 0)
      if (result.kind === 'refused') {
        expect(result.reasons).toEqual(['nothing_to_discount'])
        expect(total * basisPoints).toBeLessThan(5000)
        return
      }
      const { discountMinor, lines: shares } = result.quote
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(discountMinor)
      shares.forEach((share, index) => {
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual((basket.lines[index]?.priceMinor ?? 0) * (basket.lines[index]?.quantity ?? 0))
      })
      expect(discountMinor).toBeLessThanOrEqual(capMinor ?? total)
    },
  )

  it.prop([anyLines, fc.integer({ min: 1, max: 10_000 })])(
    'is the same total however the basket is cut into lines',
    (lines, basisPoints) => {
      const whole = makeBasket(lines.map(({ priceMinor, quantity }) => line(priceMinor, quantity)))
      const cut = makeBasket(
        lines.flatMap(({ priceMinor, quantity }) =>
          quantity === 1 ? [line(priceMinor)] : [line(priceMinor, quantity - 1), line(priceMinor)],
        ),
      )
      const [one, other] = [whole, cut].map((basket) => quoteVoucher(makeTerms(percent(basisPoints)), basket))
      expect(one?.kind === 'quoted' ? one.quote.discountMinor : one?.reasons).toEqual(
        other?.kind === 'quoted' ? other.quote.discountMinor : other?.reasons,
      )
    },
  )
})

describe('an amount', () => {
  it('takes off no more than the lines in scope cost, and leaves the delivery fee alone', () => {
    const terms = makeTerms({ kind: 'amount', amountMinor: 1000 }, { scope: { ...everything, merchants: ['Bakery'] } })
    const basket = makeBasket([line(300, 2, { merchant: 'Bakery' }), line(5000, 1, { merchant: 'Butcher' })], { deliveryFeeMinor: 490 })
    expect(quoteVoucher(terms, basket)).toEqual({
      kind: 'quoted',
      quote: { discountMinor: 600, lines: [600, 0], deliveryMinor: 0 },
      basketMinor: 5600,
      inScopeMinor: 600,
      deliveryFeeMinor: 490,
    })
  })
})

describe('free delivery', () => {
  it('takes off the delivery fee, up to the cap, and nothing where there is none', () => {
    const basket = makeBasket([line(2000)], { deliveryFeeMinor: 490 })
    const free: Discount = { kind: 'freeDelivery' }
    expect(quoteVoucher(makeTerms(free), basket)).toMatchObject({ quote: { discountMinor: 490, lines: [0], deliveryMinor: 490 } })
    expect(quoteVoucher(makeTerms(free, { capMinor: 300 }), basket)).toMatchObject({ quote: { deliveryMinor: 300 } })
    expect(quoteVoucher(makeTerms(free), { ...basket, deliveryFeeMinor: 0 })).toMatchObject({ reasons: ['nothing_to_discount'] })
  })
})

describe('a basket that a voucher is not for', () => {
  it('is told every reason at once', () => {
    const terms = makeTerms(percent(1000), { minimumSpendMinor: 2000, scope: { ...everything, verticals: ['Groceries'] } })
    expect(quoteVoucher(terms, makeBasket([line(5000, 1, { vertical: 'Pets' })], { currency: 'USD' }))).toEqual({
      kind: 'refused',
      reasons: ['other_currency', 'nothing_in_scope', 'minimum_spend'],
      basketMinor: 5000,
      inScopeMinor: 0,
      deliveryFeeMinor: 0,
    })
  })

  it('has to reach the minimum with the lines in scope, and reaches it to the cent', () => {
    const terms = makeTerms(percent(1000), { minimumSpendMinor: 2000 })
    expect(quoteVoucher(terms, makeBasket([line(1999)], { deliveryFeeMinor: 500 }))).toMatchObject({ reasons: ['minimum_spend'] })
    expect(quoteVoucher(terms, makeBasket([line(2000)])).kind).toBe('quoted')
  })

  it('or costs nothing, does not use it up', () => {
    expect(quoteVoucher(makeTerms(percent(10_000)), makeBasket([line(0, 3)]))).toMatchObject({ reasons: ['nothing_to_discount'] })
    expect(quoteVoucher(makeTerms({ kind: 'amount', amountMinor: 5 }), makeBasket([]))).toMatchObject({ reasons: ['nothing_in_scope'] })
  })

  it('is matched by names in any Unicode form, and by all lists that are given', () => {
    const scope = { verticals: ['Café'.normalize('NFD')], merchants: ['東京パン', '🥐 Bäcker'], products: [] }
    const terms = makeTerms(percent(1000), { scope })
    const inside = line(1000, 1, { vertical: 'Café'.normalize('NFC'), merchant: '🥐 Bäcker'.normalize('NFD') })
    expect(quoteVoucher(terms, makeBasket([inside, { ...inside, merchant: 'Bäcker' }]))).toMatchObject({
      inScopeMinor: 1000,
      quote: { lines: [100, 0] },
    })
  })
})

describe('sharing out', () => {
  it.prop([fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 20 }), fc.nat({ max: 10_000 })])(
    'gives nobody more than a unit off their exact share',
    (costs, thousandths) => {
      const all = costs.reduce((sum, cost) => sum + cost, 0)
      const total = Math.floor((all * thousandths) / 10_000)
      shareOut(total, costs).forEach((share, index) =>
        expect(Math.abs(share - (all === 0 ? 0 : (total * (costs[index] ?? 0)) / all))).toBeLessThan(1),
      )
    },
  )
})
