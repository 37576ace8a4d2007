import { describe, expect, it } from 'vitest'
import { describePolicy, formatPause } from './contact-policy.ts'

const dayMs = 86_400_000
const policy = { cooldownMs: dayMs, channelCooldownMs: {}, quietHours: {}, attributionWindowMs: 7 * dayMs }

describe('the contact policy in a sentence', () => {
  it('says how often, and when not', () => {
    expect(describePolicy({ ...policy, cooldownMs: 3 * dayMs, quietHours: { sms: { from: '21:00', until: '08:00' } } })).toBe(
      'A customer gets at most one campaign message every 3 days and no SMS between 21:00 and 08:00 by their own clock.',
    )
    expect(describePolicy(policy)).toBe('A customer gets at most one campaign message every day and at any hour.')
  })

  it('names what is longer on a channel, and not what makes no difference', () => {
    const quiet = { from: '22:00', until: '07:00' }
    expect(
      describePolicy({
        ...policy,
        channelCooldownMs: { email: 7 * dayMs, push: dayMs / 24, sms: 0 },
        quietHours: { email: quiet, sms: quiet, push: quiet },
      }),
    ).toBe(
      'A customer gets at most one campaign message every day, at most one email every 7 days and never between 22:00 and 07:00 by their own clock.',
    )
    expect(describePolicy({ ...policy, cooldownMs: 0, channelCooldownMs: { sms: dayMs }, quietHours: { sms: quiet, push: quiet } })).toBe(
      'A customer may get any number of campaign messages, at most one SMS every day and no SMS or push messages between 22:00 and 07:00 by their own clock.',
    )
  })

  it('says nothing of quiet hours that are not typed in full', () => {
    expect(describePolicy({ ...policy, quietHours: { sms: { from: '', until: '08:00' } } })).toContain('at any hour')
  })

  it('names a pause in the largest unit that leaves no rest', () => {
    expect([dayMs, 2 * dayMs, 1.5 * dayMs, 90 * 60_000].map(formatPause)).toEqual(['1 day', '2 days', '36 hours', '90 minutes'])
  })
})
