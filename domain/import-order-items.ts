/** The items of an order as a file tells them: by product and price, by number alone, or not at all. */
import { type Money, type ParsedAmount, splitTotal } from './money.ts'
import type { OrderItemInput } from './orders.ts'

export interface ItemCells {
  product: string
  productName: string
  category: string
  merchant: string
  vertical: string
  quantity: string
  price: string
  /** Of all pieces; wins over the price of one. */
  itemTotal: string
}

export type DescribedItems =
  /** Undefined where the file says nothing of items. */
  | { kind: 'items'; items: OrderItemInput[] | undefined }
  | { kind: 'refused'; field: string; reason: 'not_a_quantity' | Extract<ParsedAmount, { kind: 'refused' }>['reason'] }

export interface ItemContext {
  total: Money
  /** How many pieces the order has in all, for an order that is one row. */
  pieces: string
  amount: (text: string) => ParsedAmount
}

interface CountedItem {
  cells: ItemCells
  quantity: number
  priceMinor: number | undefined
  /** Of all pieces. */
  totalMinor: number | undefined
}

export function describeItems(rows: readonly ItemCells[], { total, pieces, amount }: ItemContext): DescribedItems {
  const counted: CountedItem[] = []
  for (const cells of rows) {
    const isAbout = Object.values(cells).some((text) => text !== '')
    const count = cells.quantity || (rows.length === 1 ? pieces : '')
    if (!isAbout && count === '') continue
    const quantity = count === '' ? 1 : parseQuantity(count)
    if (quantity === undefined) return { kind: 'refused', field: cells.quantity === '' ? 'items' : 'quantity', reason: 'not_a_quantity' }
    const isWhole = cells.itemTotal !== ''
    const text = isWhole ? cells.itemTotal : cells.price
    const price = text === '' ? undefined : amount(text)
    if (price?.kind === 'refused') return { kind: 'refused', field: isWhole ? 'itemTotal' : 'price', reason: price.reason }
    counted.push({
      cells,
      quantity,
      priceMinor: isWhole ? undefined : price?.amountMinor,
      totalMinor: price === undefined ? undefined : isWhole ? price.amountMinor : price.amountMinor * quantity,
    })
  }
  if (counted.length === 0) return { kind: 'items', items: undefined }
  return { kind: 'items', items: shareOut(counted, total) }
}

/** Items without a price share what the priced ones leave of the total, evenly by piece, so that all add up to it exactly. */
function shareOut(items: readonly CountedItem[], { amountMinor, currency }: Money): OrderItemInput[] {
  const [only] = items
  if (items.length === 1 && only?.priceMinor !== undefined)
    return [makeItem(only.cells, only.quantity, { amountMinor: only.priceMinor, currency })]
  const priced = items.reduce((sum, { totalMinor }) => sum + (totalMinor ?? 0), 0)
  const left = BigInt(Math.max(0, amountMinor - priced))
  const pieces = BigInt(items.reduce((sum, { quantity, totalMinor }) => sum + (totalMinor === undefined ? quantity : 0), 0))
  let piecesBefore = 0n
  return items.flatMap(({ cells, quantity, priceMinor, totalMinor }): OrderItemInput[] => {
    if (priceMinor !== undefined) return [makeItem(cells, quantity, { amountMinor: priceMinor, currency })]
    if (totalMinor !== undefined) return splitItem(cells, totalMinor, quantity, currency)
    const from = (left * piecesBefore) / pieces
    piecesBefore += BigInt(quantity)
    return splitItem(cells, Number((left * piecesBefore) / pieces - from), quantity, currency)
  })
}

function splitItem(cells: ItemCells, totalMinor: number, quantity: number, currency: string): OrderItemInput[] {
  return splitTotal(totalMinor, quantity).map((part) => makeItem(cells, part.quantity, { amountMinor: part.priceMinor, currency }))
}

function makeItem({ product, productName, category, merchant, vertical }: ItemCells, quantity: number, price: Money): OrderItemInput {
  return {
    productExternalId: product || null,
    name: productName || null,
    category: category || null,
    merchant: merchant || null,
    vertical: vertical || null,
    quantity,
    price,
  }
}

/** `3` and `3.0`, as spreadsheets write it. */
function parseQuantity(text: string): number | undefined {
  const digits = /^(\d{1,7})(?:[.,]0+)?$/.exec(text)?.[1]
  return digits === undefined || Number(digits) < 1 ? undefined : Number(digits)
}
