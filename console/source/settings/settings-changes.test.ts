import { describe, expect, it } from 'vitest'
import { findChanges } from './settings-changes.ts'

describe('changes of settings', () => {
  it('are the fields that differ, whole', () => {
    const before = { name: 'Shop', sender: { name: 'Shop', email: 'a@shop.example' }, quiet: {} }
    expect(findChanges(before, { ...before, sender: { ...before.sender, name: 'Shop Berlin' } })).toEqual({
      sender: { name: 'Shop Berlin', email: 'a@shop.example' },
    })
  })

  it('are none where keys are only in another order, or named and undefined', () => {
    const before: { quiet: { sms?: string | undefined; email?: string | undefined } } = { quiet: { sms: 'a' } }
    expect(findChanges(before, { quiet: { email: undefined, sms: 'a' } })).toEqual({})
  })

  it('know a number that is missing', () => {
    expect(findChanges({ days: 3 }, { days: Number.NaN })).toEqual({ days: Number.NaN })
    expect(findChanges({ days: Number.NaN }, { days: Number.NaN })).toEqual({})
  })
})
