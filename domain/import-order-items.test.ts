import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { describeItems, type ItemCells } from './import-order-items.ts'
import { parseAmount } from './money.ts'

const blank: ItemCells = { product: '', productName: '', category: '', merchant: '', vertical: '', quantity: '', price: '', itemTotal: '' }
const describeRows = (rows: Partial<ItemCells>[], amountMinor: number, pieces = '') =>
  describeItems(
    rows.map((row) => ({ ...blank, ...row })),
    { total: { amountMinor, currency: 'EUR' }, pieces, amount: (text) => parseAmount(text, 'EUR') },
  )

describe('the items of an order', () => {
  it('are not there when the file says nothing of them', () => {
    expect(describeRows([{}], 500)).toEqual({ kind: 'items', items: undefined })
  })

  it('take their prices, and share what the others leave', () => {
    const described = describeRows(
      [{ product: 'a', quantity: '2', price: '1.50' }, { product: 'b' }, { product: 'c', quantity: '3' }],
      1000,
    )
    expect(
      described.kind === 'items' &&
        described.items?.map(({ productExternalId, quantity, price }) => [productExternalId, quantity, price.amountMinor]),
    ).toEqual([
      ['a', 2, 150],
      ['b', 1, 175],
      ['c', 3, 175],
    ])
  })

  it('are refused with a quantity or a price that is none', () => {
    expect(describeRows([{ product: 'a', quantity: '0' }], 1)).toEqual({ kind: 'refused', field: 'quantity', reason: 'not_a_quantity' })
    expect(describeRows([{}], 1, '1.5')).toEqual({ kind: 'refused', field: 'items', reason: 'not_a_quantity' })
    expect(describeRows([{ price: 'free' }], 1)).toEqual({ kind: 'refused', field: 'price', reason: 'not_an_amount' })
    expect(describeRows([{}], 1, '3.0')).toMatchObject({ items: [{ quantity: 2 }, { quantity: 1 }] })
  })

  it.prop([fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 6 }), fc.nat({ max: 10_000_000_000_000 })])(
    'without prices add up to the total exactly',
    (quantities, total) => {
      const described = describeRows(
        quantities.map((quantity) => ({ product: 'p', quantity: String(quantity) })),
        total,
      )
      const items = described.kind === 'items' ? (described.items ?? []) : []
      expect(items.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(quantities.reduce((sum, quantity) => sum + quantity, 0))
      expect(items.reduce((sum, { quantity, price }) => sum + quantity * price.amountMinor, 0)).toBe(total)
    },
  )
})
