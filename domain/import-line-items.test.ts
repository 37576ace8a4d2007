import { describe, expect, it } from 'vitest'
import { listValues, parseLineItems } from './import-line-items.ts'

const brief = (text: string) =>
  parseLineItems(text)?.map(({ product, productName, quantity, itemTotal, price }) =>
    [product, productName, quantity, itemTotal, price].join(' / '),
  )

describe('items in one value', () => {
  it('are read from names and values, whatever stands in the names', () => {
    expect(
      brief(
        'id:1|name:Album; live | 2x|product_id:5|sku:woo-album|quantity:2|subtotal:40.00|total:30.00|meta:size=L;id:2|name:Poster|product_id:6|sku:|quantity:1|total:5.50',
      ),
    ).toEqual(['woo-album / Album; live | 2x / 2 / 30.00 / ', '6 / Poster / 1 / 5.50 / '])
    expect(brief('name:Hoodie|product_id:45|sku:woo-hoodie|quantity:1|total:15|sub_total:15')).toEqual(['woo-hoodie / Hoodie / 1 / 15 / '])
  })

  it('are read from JSON', () => {
    expect(
      brief('[{"id":1,"name":"Álbum","sku":"a","quantity":2,"total":"30.00","meta":[]},{"name":"Poster","quantity":1,"price":5}]'),
    ).toEqual(['a / Álbum / 2 / 30.00 / ', ' / Poster / 1 /  / 5'])
  })

  it('are read from pieces and names', () => {
    expect(brief('2× Album, live, 1× Poster')).toEqual([' / Album, live / 2 /  / ', ' / Poster / 1 /  / '])
  })

  it('are none for a blank value, and not read from anything else', () => {
    expect(parseLineItems('')).toEqual([])
    for (const text of ['Album', '[1,', '{}', '2 Albums', '[{"a":1}']) expect(parseLineItems(text)).toBeUndefined()
  })
})

describe('values by their name', () => {
  it('are listed record by record', () => {
    expect(listValues('code:summer|description:|amount:5.00;code:vip|amount:1.00', 'code')).toEqual(['summer', 'vip'])
    expect(listValues('id:9|date:2026-01-02 10:00:00|amount:5.00|reason:too big; really', 'amount')).toEqual(['5.00'])
    expect(listValues('summer', 'code')).toEqual([])
  })
})
