import { describe, expect, it } from 'vitest'
import type { PushMessage } from '../domain/messages.ts'
import { defaultSettings } from '../domain/settings.ts'
import { freezeMessage } from './freeze.ts'

const { store } = defaultSettings

function freeze(message: Partial<PushMessage>) {
  const { frozen, problems } = freezeMessage(
    { channel: 'push', title: 'Sale', body: 'For you', url: 'https://shop.example/', ...message },
    { store },
  )
  return { frozen, codes: problems.map(({ code, part }) => `${part} ${code}`) }
}

describe('freezing a push message', () => {
  it('tracks its link and keeps the rest', () => {
    expect(
      freeze({ title: 'Hi {{ customer.first_name }}', url: '{{ store.url }}/s?c={{ customer.city }}', icon: '{{ store.url }}/i.png' })
        .frozen,
    ).toMatchObject({
      message: {
        channel: 'push',
        title: 'Hi {{ customer.first_name }}',
        body: 'For you',
        url: '{{ click_url_0 }}',
        icon: 'https://store.example/i.png',
      },
      links: ['https://store.example/s?c={{ customer.city }}'],
      fields: ['city', 'first_name'],
    })
  })

  it.each<[Partial<PushMessage>, string]>([
    [{ title: ' ' }, 'title empty'],
    [{ body: 'two\nlines' }, 'body not_one_line'],
    [{ url: 'http://shop.example/' }, 'url link_scheme'],
    [{ url: 'javascript:alert(1)' }, 'url link_scheme'],
    [{ url: 'mailto:help@shop.example' }, 'url link_not_absolute'],
    [{ url: '/sale' }, 'url link_not_absolute'],
    [{ url: 'https://{{ customer.city }}/' }, 'url link_host_not_literal'],
    [{ icon: 'http://shop.example/i.png' }, 'icon link_scheme'],
    [{ body: 'ü'.repeat(1_900) }, 'body too_long'],
    [{ body: '{{ customer.nickname }}' }, 'body unknown_field'],
  ])('refuses %o', (message, problem) => {
    expect(freeze(message)).toEqual({ frozen: undefined, codes: [problem] })
  })

  it('takes http on this machine, and a body just short enough', () => {
    expect(freeze({ url: 'http://127.0.0.1:3000/x', body: 'ü'.repeat(1_800) }).codes).toEqual([])
  })
})
