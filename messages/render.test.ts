import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { EmailContent } from '../channels/content.ts'
import { formatDeliveryRef } from '../domain/ids.ts'
import type { Message } from '../domain/messages.ts'
import { defaultSettings } from '../domain/settings.ts'
import { createDeliveryTokenSigner } from './delivery-token.ts'
import { freezeMessage } from './freeze.ts'
import { renderLinkTarget } from './link-target.ts'
import { createRenderer, type RenderedDelivery } from './render.ts'

const { store } = defaultSettings
const options = { publicUrl: 'https://r.example', secret: 'the secret of the store' }
const ref = formatDeliveryRef({ sendId: '01890a5d-ac96-774b-bcce-b302099a8057', customerId: '01890a5d-ac96-774b-bcce-b302099a8058' })
const token = createDeliveryTokenSigner(options.secret)({ channel: 'email', ref })

function freeze(message: Message) {
  const { frozen, problems } = freezeMessage(message, { store })
  if (frozen === undefined) throw new Error(JSON.stringify(problems))
  return frozen
}

function render(message: Message, delivery: Partial<RenderedDelivery> = {}) {
  const rendered = createRenderer(freeze(message), options).render({ ref, mergeFields: {}, address: 'ana@example.com', ...delivery })
  if (rendered.kind !== 'rendered') throw new Error(rendered.kind)
  return rendered.content
}

describe('rendering an email', () => {
  const email = {
    channel: 'email',
    subject: 'Hi {{ customer.first_name | default: "there" }}',
    preheader: 'For {{ customer.city }}',
    html: '<p>Hi {{ customer.first_name | default: "there" }}, <a href="https://shop.example/?c={{ customer.city }}">look</a></p>',
    replyTo: 'help@store.example',
  } as const

  it('fills in the merge fields and the delivery’s own links, escaped for where they stand', () => {
    const content = render(email, { mergeFields: { first_name: 'Ana <3', city: 'A&B' } }) as EmailContent
    expect(content).toMatchObject({
      from: 'My store <hello@store.example>',
      replyTo: 'help@store.example',
      to: 'ana@example.com',
      subject: 'Hi Ana <3',
    })
    expect(content.html).toContain(`<p>Hi Ana &lt;3, <a href="https://r.example/c/${token}/0">look</a></p>`)
    expect(content.html).toContain('For A&amp;B</div>')
    expect(content.html).toContain(`<img src="https://r.example/o/${token}"`)
    expect(content.html).toContain(`href="https://r.example/u/${token}"`)
    expect(content.text).toContain(`Hi Ana <3, look <https://r.example/c/${token}/0>`)
    expect(render(email)).toMatchObject({ subject: 'Hi there' })
  })

  it('carries the headers of RFC 8058', () => {
    expect((render(email) as EmailContent).headers).toEqual({
      'List-Unsubscribe': `<https://r.example/u/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    })
  })

  it('keeps a subject on one line, whatever a merge field brings', () => {
    expect(render(email, { mergeFields: { first_name: 'Ana\r\nBcc: x@y.example' } })).toMatchObject({ subject: 'Hi Ana Bcc: x@y.example' })
  })

  it.each([
    ['Café Ümläut 24', 'Café Ümläut 24 <a@b.example>'],
    ['Ana "the" Shop, Inc.', '"Ana \\"the\\" Shop, Inc." <a@b.example>'],
    ['A\r\nBcc: x', '"A Bcc: x" <a@b.example>'],
    ['', 'a@b.example'],
  ])('writes the sender %j as RFC 5322 wants it', (name, from) => {
    expect(render({ ...email, from: { name, email: 'a@b.example' } })).toMatchObject({ from })
  })

  it.prop([fc.dictionary(fc.constantFrom('first_name', 'city'), fc.string()), fc.uuid()])(
    'gives the same bytes for the same delivery, and others for another',
    (mergeFields, customerId) => {
      const frozen = JSON.parse(JSON.stringify(freeze(email))) as ReturnType<typeof freeze>
      const delivery = { ref: formatDeliveryRef({ sendId: customerId, customerId }), mergeFields, address: 'a@b.example' }
      const once = createRenderer(frozen, options).render(delivery)
      const { render: again } = createRenderer(frozen, options)
      const other = again({ ...delivery, ref })
      expect(again(delivery)).toEqual(once)
      expect(other).not.toEqual(once)
    },
  )

  it('gives up on one delivery whose values the template cannot take, and not on the next', () => {
    const { render: renderDelivery } = createRenderer(
      freeze({
        ...email,
        subject:
          '{{ customer.attributes.when | date: customer.attributes.format | truncate: customer.attributes.length }}{% for i in (1..customer.attributes.count) %}x{% endfor %}',
      }),
      options,
    )
    const delivery = { ref, address: 'a@b.example' }
    expect(renderDelivery({ ...delivery, mergeFields: { attributes: { count: 1e9 } } })).toEqual({ kind: 'template_error' })
    expect(renderDelivery({ ...delivery, mergeFields: { attributes: { count: 2 } } })).toMatchObject({
      kind: 'rendered',
      content: { subject: 'xx' },
    })
  })
})

describe('rendering an SMS', () => {
  it('has its tracked links and unsubscribe link', () => {
    const smsToken = createDeliveryTokenSigner(options.secret)({ channel: 'sms', ref })
    const message = { channel: 'sms', text: 'Hi {{ customer.first_name }}: https://shop.example/ {{ unsubscribe_url }}' } as const
    expect(render(message, { address: '+4915112345678', mergeFields: { first_name: "O'Neil & Co" } })).toEqual({
      from: 'Regulars',
      to: '+4915112345678',
      text: `Hi O'Neil & Co: https://r.example/c/${smsToken}/0 https://r.example/u/${smsToken}`,
    })
  })

  it('is no message where it becomes longer than a provider takes, or empty', () => {
    const { render: renderDelivery } = createRenderer(freeze({ channel: 'sms', text: '{{ customer.attributes.note }}' }), options)
    const note = (text: string) => renderDelivery({ ref, address: '+4915112345678', mergeFields: { attributes: { note: text } } }).kind
    expect([note('a'.repeat(1_000)), note('a'.repeat(1_001)), note(' ')]).toEqual(['rendered', 'template_error', 'template_error'])
  })
})

describe('rendering a push message', () => {
  it('has one line each, and a tracked link to tap', () => {
    const pushToken = createDeliveryTokenSigner(options.secret)({ channel: 'push', ref })
    const message = {
      channel: 'push',
      title: 'Hi {{ customer.first_name }}',
      body: 'In {{ customer.city }}',
      url: 'https://shop.example/',
      icon: 'https://shop.example/i.png',
    } as const
    expect(render(message, { mergeFields: { first_name: 'Ana', city: 'New\nYork' } })).toEqual({
      title: 'Hi Ana',
      body: 'In New York',
      url: `https://r.example/c/${pushToken}/0`,
      icon: 'https://shop.example/i.png',
      ttlSeconds: 86_400,
    })
  })
})

describe('the target of a tracked link', () => {
  const frozen = freeze({
    channel: 'email',
    subject: 's',
    html: '<a href="https://shop.example/{{ customer.city }}?q={{ customer.first_name | url_encode }}&amp;{% if customer.country %}x=1{% endif %}">a</a><a href="http://shop.example:8080">b</a>',
  })

  it('has the delivery’s values, encoded once', () => {
    expect(renderLinkTarget(frozen, 0, { city: 'a/../b?c#d', first_name: 'Ana & Ü', country: 'DE' })).toBe(
      'https://shop.example/a%2F..%2Fb%3Fc%23d?q=Ana%20%26%20%C3%9C&x=1',
    )
    expect(renderLinkTarget(frozen, 1, {})).toBe('http://shop.example:8080/')
  })

  it.prop([fc.string({ unit: 'binary' }), fc.string()])('is never on another host than the one that was written', (city, name) => {
    const target = renderLinkTarget(frozen, 0, { city, first_name: name })
    expect(new URL(target ?? '').origin).toBe('https://shop.example')
  })

  it('does not exist beyond the message’s links', () => {
    for (const link of [2, -1, 0.5, Number.NaN]) expect(renderLinkTarget(frozen, link, {})).toBeUndefined()
  })
})
