/**
 * Several items of an order in one value, as export plugins and reports write them:
 *
 *   id:1|name:Album|product_id:5|sku:woo-album|quantity:2|total:30.00;id:2|name:Poster|…      items, each with names and values
 *   [{"name":"Album","sku":"woo-album","quantity":2,"total":"30.00"}]                         the same as JSON
 *   2× Album, 1× Poster                                                                      pieces and names
 */
import type { ItemCells } from './import-order-items.ts'

const noCells: ItemCells = {
  product: '',
  productName: '',
  category: '',
  merchant: '',
  vertical: '',
  quantity: '',
  price: '',
  itemTotal: '',
}

/** Undefined for a value that is none of them; empty for none. */
export function parseLineItems(text: string): ItemCells[] | undefined {
  if (text === '') return []
  if (text.startsWith('[')) return parseJsonItems(text)
  if (/^\w+:/.test(text)) return splitRecords(text).map(toCells)
  return parseCounted(text)
}

/** The values under one name: `code` of `code:summer|amount:5.00;code:vip|amount:1.00` → `summer`, `vip`. */
export function listValues(text: string, name: string): string[] {
  return splitRecords(text).flatMap((record) => record.get(name) ?? [])
}

/** Records end at a semicolon, fields at a bar; either belongs to the value where no name follows it. */
function splitRecords(text: string): Map<string, string>[] {
  const first = /^(\w+):/.exec(text)?.[1]
  if (first === undefined) return []
  return text.split(new RegExp(`;(?=${first}:)`)).map((record) => {
    const fields = new Map<string, string>()
    for (const field of record.replace(/;$/, '').split(/\|(?=\w+:)/)) {
      const at = field.indexOf(':')
      if (at > 0) fields.set(field.slice(0, at), field.slice(at + 1).trim())
    }
    return fields
  })
}

function parseJsonItems(text: string): ItemCells[] | undefined {
  let items: unknown
  try {
    items = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(items) || items.length > 1000) return undefined
  return items.map((item: unknown) => {
    const fields = typeof item === 'object' && item !== null ? Object.entries(item) : []
    return toCells(
      new Map(fields.flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []))),
    )
  })
}

function toCells(fields: ReadonlyMap<string, string>): ItemCells {
  const read = (...names: string[]) => names.map((name) => fields.get(name)).find((value) => value !== undefined && value !== '') ?? ''
  return {
    ...noCells,
    product: read('sku', 'product_id', 'id'),
    productName: read('name'),
    category: read('category'),
    quantity: read('quantity', 'qty'),
    itemTotal: read('total', 'line_total'),
    price: read('price', 'item_price'),
  }
}

function parseCounted(text: string): ItemCells[] | undefined {
  const items = text.split(/, (?=\d+ ?[×x] )/).map((item) => /^(\d+) ?[×x] (.+)$/s.exec(item))
  if (items.some((item) => item === null)) return undefined
  return items.map((item) => ({ ...noCells, quantity: item?.[1] ?? '', productName: item?.[2] ?? '' }))
}
