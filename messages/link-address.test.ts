import { describe, expect, it } from 'vitest'
import { judgeAddress } from './link-address.ts'

const store = { url: 'https://store.example/' }

describe('the address of a link', () => {
  it.each([
    ['https://shop.example/a?b=c#d', 'https://shop.example/a?b=c#d'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['HTTPS://Shop.example/{{ customer.city }}', 'HTTPS://Shop.example/{{ customer.city }}'],
    [
      '  https://shop.example/?c={{ customer.external_id | default: "x/y" }} ',
      'https://shop.example/?c={{ customer.external_id | default: "x/y" }}',
    ],
    ['https://shop.example?{{ customer.city }}', 'https://shop.example?{{ customer.city }}'],
    ['{{ store.url }}/sale', 'https://store.example/sale'],
    ['{{store.url}}', 'https://store.example/'],
  ])('%s is a web address', (address, expected) => {
    expect(judgeAddress(address, store)).toEqual({ kind: 'web', address: expected })
  })

  it.each(['', '#top', 'mailto:help@shop.example', 'TEL:+4930123', 'sms:+4930123', '{{ unsubscribe_url }}', '{{- preferences_url -}}'])(
    '%s is left alone',
    (address) => {
      expect(judgeAddress(address, store)).toEqual({ kind: 'left_alone' })
    },
  )

  it.each([
    ['javascript:alert(1)', 'link_scheme'],
    ['data:text/html,x', 'link_scheme'],
    ['vbscript:{{ customer.city }}', 'link_scheme'],
    ['ftp://shop.example/', 'link_scheme'],
    ['/sale', 'link_not_absolute'],
    ['//shop.example/sale', 'link_not_absolute'],
    ['shop.example/sale', 'link_not_absolute'],
    ['{{ customer.attributes.home_page }}', 'link_host_not_literal'],
    ['{{ unsubscribe_url }}?x=1', 'link_host_not_literal'],
    ['https://{{ customer.city }}.shop.example/', 'link_host_not_literal'],
    ['https://shop.example{{ customer.city }}/', 'link_host_not_literal'],
    ['https://shop.example:{{ customer.city }}/', 'link_host_not_literal'],
    ['https://shop.example@{{ customer.city }}/', 'link_host_not_literal'],
    ['https://{% if customer.city %}a.example{% endif %}/', 'link_host_not_literal'],
    ['http{{ customer.city }}://shop.example/', 'link_host_not_literal'],
    ['{{ store.url }}{{ customer.city }}', undefined],
    ['https://', 'link_invalid'],
    ['https://shop example/', 'link_invalid'],
  ])('%s is refused: %s', (address, code) => {
    const verdict = judgeAddress(address, store)
    if (code === undefined) expect(verdict.kind).toBe('web')
    else expect(verdict).toMatchObject({ kind: 'refused', code })
  })

  it('is refused where merge fields follow the store’s address without a slash between', () => {
    expect(judgeAddress('{{ store.url }}{{ customer.city }}', { url: 'https://store.example' })).toMatchObject({
      kind: 'refused',
      code: 'link_host_not_literal',
    })
  })
})
