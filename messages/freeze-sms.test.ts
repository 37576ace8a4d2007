import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../domain/settings.ts'
import { freezeMessage, type FreezeOptions } from './freeze.ts'

const { store } = defaultSettings

function freeze(text: string, options: Partial<FreezeOptions> = {}) {
  const { frozen, problems } = freezeMessage({ channel: 'sms', text }, { store, ...options })
  return { frozen, message: frozen?.message, codes: problems.map(({ code }) => code) }
}

describe('freezing an SMS', () => {
  it('takes the links out and fills in the sender', () => {
    const { frozen, message } = freeze('Sale: https://shop.example/s?c={{ customer.external_id }}! Reply STOP to opt out')
    expect(message).toEqual({ channel: 'sms', text: 'Sale: {{ click_url_0 }}! Reply STOP to opt out', from: store.smsSender })
    expect(frozen).toMatchObject({ links: ['https://shop.example/s?c={{ customer.external_id }}'], fields: ['external_id'] })
  })

  it('warns where nothing says how to opt out, and completes it where the store wants that', () => {
    expect(freeze('Sale!').codes).toEqual(['no_opt_out'])
    expect(freeze('Sale! {{ unsubscribe_url }}').codes).toEqual([])
    expect(freeze('Sale! Reply stop').codes).toEqual([])
    expect(freeze('Sale!', { smsOptOutHint: 'Reply STOP to opt out' })).toMatchObject({
      message: { text: 'Sale! Reply STOP to opt out' },
      codes: [],
    })
    expect(freeze('Sale! Unsubscribe: {{ unsubscribe_url }}', { smsOptOutHint: 'Reply STOP to opt out' })).toMatchObject({
      message: { text: 'Sale! Unsubscribe: {{ unsubscribe_url }}' },
    })
  })

  it('takes 1,000 characters and no empty text', () => {
    expect(freeze(`${'a'.repeat(995)} stop`).frozen).toBeDefined()
    expect(freeze(`${'a'.repeat(996)} stop`).codes).toContain('too_long')
    expect(freeze(' ').codes).toContain('empty')
    expect(freeze('{{ customer.x }}').codes).toEqual(['unknown_field'])
  })
})
