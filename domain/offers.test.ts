import { describe, expect, it } from 'vitest'
import { findWorstMinor, normaliseOffer, type OfferInput, toOfferInput } from './offers.ts'

const euros = (amountMinor: number) => ({ amountMinor, currency: 'eur' })
const input: OfferInput = {
  name: '  Zehn Prozent auf Käse 🧀 ',
  discount: { kind: 'percent', percent: 12.34 },
  currency: 'EUR',
  minimumSpend: euros(2_000),
  cap: euros(500),
  scope: { verticals: [' Café ', 'Café'], merchants: [], products: [] },
  validity: { kind: 'afterDelivery', hours: 0.25 },
  limitPerCustomer: 2,
}

function faultsOf(changes: Partial<OfferInput>): string[] {
  const result = normaliseOffer({ ...input, ...changes })
  return result.kind === 'rejected' ? result.faults.map(({ field }) => field) : []
}

describe('an offer', () => {
  it('is kept in hundredths of a percent and minor units, and written as it was read', () => {
    const offer = normaliseOffer(input)
    if (offer.kind === 'rejected') throw new Error('The offer was refused')
    expect(offer.value).toMatchObject({
      name: 'Zehn Prozent auf Käse 🧀',
      terms: { discount: { basisPoints: 1234 }, minimumSpendMinor: 2_000, capMinor: 500, scope: { verticals: ['Café'] } },
    })
    expect(normaliseOffer(toOfferInput(offer.value))).toEqual(offer)
  })

  it('is refused where it contradicts itself', () => {
    expect(faultsOf({ discount: { kind: 'percent', percent: 12.345 } })).toEqual(['discount.percent'])
    expect(faultsOf({ discount: { kind: 'percent', percent: 0 } })).toEqual(['discount.percent'])
    expect(faultsOf({ discount: { kind: 'amount', amount: euros(100) } })).toEqual(['cap'])
    expect(faultsOf({ cap: { amountMinor: 5, currency: 'USD' } })).toEqual(['cap.currency'])
    expect(faultsOf({ minimumSpend: euros(0) })).toEqual(['minimumSpend.amountMinor'])
    expect(faultsOf({ validity: { kind: 'afterDelivery', hours: 0.3 } })).toEqual(['validity.hours'])
    expect(faultsOf({ scope: { ...input.scope, products: ['a', '\u0000'] } })).toEqual(['scope.products[1]'])
    const at = new Date('2026-05-01T00:00:00Z')
    expect(faultsOf({ validity: { kind: 'fixed', from: at, until: at } })).toEqual(['validity.until'])
  })

  it('has a worst case where there is an amount or a cap', () => {
    expect(findWorstMinor({ discount: { kind: 'amount', amountMinor: 700 }, capMinor: null })).toBe(700)
    expect(findWorstMinor({ discount: { kind: 'freeDelivery' }, capMinor: 490 })).toBe(490)
    expect(findWorstMinor({ discount: { kind: 'percent', basisPoints: 1 }, capMinor: null })).toBeNull()
  })
})
