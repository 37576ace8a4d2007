import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { foreseeContact, type ContactRules, type ContactState } from './contact-outlook.ts'
import { findQuietUntil } from './quiet-hours.ts'

const hourMs = 3_600_000
const state: ContactState = {
  zones: ['Europe/Berlin'],
  hasAddress: true,
  isSuppressed: false,
  consent: 'subscribed',
  lastContactAt: null,
  lastChannelContactAt: null,
}
const rules: ContactRules = { cooldownMs: 24 * hourMs, channelCooldownMs: 0, quietHours: { from: '21:00', until: '08:00' } }
const noon = new Date('2026-06-30T10:00:00Z')

describe('the outlook of a channel', () => {
  it('says no for what waiting does not mend', () => {
    expect(foreseeContact({ ...state, hasAddress: false }, rules, noon)).toEqual({ may: 'no', reason: 'no_address' })
    expect(foreseeContact({ ...state, isSuppressed: true }, rules, noon)).toEqual({ may: 'no', reason: 'suppressed' })
    expect(foreseeContact({ ...state, consent: 'pending' }, rules, noon)).toEqual({ may: 'no', reason: 'not_subscribed' })
  })

  it('waits for the night to end, and for a cooldown that ends by night, for the morning after', () => {
    expect(foreseeContact(state, rules, noon)).toEqual({ may: 'now' })
    const late = new Date('2026-06-30T20:00:00Z')
    expect(foreseeContact(state, rules, late)).toEqual({ may: 'later', from: new Date('2026-07-01T06:00:00Z'), reasons: ['quiet_hours'] })
    const lastContactAt = new Date(late.getTime() - 24 * hourMs)
    expect(foreseeContact({ ...state, lastContactAt }, rules, noon)).toEqual({
      may: 'later',
      from: new Date('2026-07-01T06:00:00Z'),
      reasons: ['cooldown', 'quiet_hours'],
    })
  })

  test.prop([
    fc.integer({ min: 0, max: 72 }),
    fc.integer({ min: 0, max: 96 }),
    fc.integer({ min: 0, max: 96 }),
    fc.integer({ min: 0, max: 47 }),
  ])(
    'names an instant at which the policy says yes, whatever the hour and the last contacts',
    (agoHours, cooldownHours, channelCooldownHours, hour) => {
      const now = new Date(noon.getTime() + hour * hourMs)
      const lastContactAt = new Date(now.getTime() - agoHours * hourMs)
      const cooldowns = { cooldownMs: cooldownHours * hourMs, channelCooldownMs: channelCooldownHours * hourMs }
      const contacts = { lastContactAt, lastChannelContactAt: lastContactAt }
      const outlook = foreseeContact({ ...state, ...contacts }, { ...rules, ...cooldowns }, now)
      const from = outlook.may === 'later' ? outlook.from : now
      expect(outlook.may).not.toBe('no')
      expect(findQuietUntil(from, state.zones, { from: '21:00', until: '08:00' })).toBeNull()
      const opensAt = lastContactAt.getTime() + Math.max(cooldowns.cooldownMs, cooldowns.channelCooldownMs)
      expect(from.getTime()).toBeGreaterThanOrEqual(Math.max(now.getTime(), opensAt))
    },
  )
})
