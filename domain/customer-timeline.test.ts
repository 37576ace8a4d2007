import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { tellTimelineFact, type TimelineFact, timelineKinds } from './customer-timeline.ts'
import { deliveryStatuses, skipReasons } from './deliveries.ts'

const tell = (fact: Partial<TimelineFact> & Pick<TimelineFact, 'kind' | 'what'>) =>
  tellTimelineFact({ channel: null, reason: null, details: {}, ...fact })

describe('a fact of a customer’s life, as a sentence', () => {
  it('says of a message what became of it, and why it did not leave', () => {
    expect(tell({ kind: 'message', what: 'skipped', channel: 'sms', reason: 'cooldown' })).toBe(
      'The SMS was not sent: the last contact was too recent.',
    )
    expect(tell({ kind: 'message', what: 'unknown', channel: 'email' })).toContain('may or may not have left')
    expect(tell({ kind: 'verdict', what: 'defer', channel: 'push', reason: 'quiet_hours' })).toBe(
      'The push message was put off: it is night where the customer lives.',
    )
  })

  it('does not take a machine for the customer, nor evidence that came late for a change', () => {
    expect(tell({ kind: 'reaction', what: 'opened', channel: 'email', details: { isBot: true } })).toBe(
      'The email was opened, by a machine: it does not count.',
    )
    expect(tell({ kind: 'consent', what: 'subscribed', channel: 'sms', details: { isApplied: false } })).toBe(
      'Agreed to SMS. This is kept as evidence and changed nothing.',
    )
  })

  it('says why a voucher was refused, how a journey ended, and where the customer moved', () => {
    expect(tell({ kind: 'voucher', what: 'refused', details: { reasons: ['minimum_spend', 'something new'] } })).toBe(
      'The voucher was refused: What the voucher is for comes to less than its minimum spend; something new.',
    )
    expect(tell({ kind: 'journey', what: 'exited', reason: 'ordered' })).toBe('The journey has ended early: an order came.')
    expect(tell({ kind: 'segment', what: 'moved', details: { entered: ['Active', 'Repeat'], exited: ['New'] } })).toBe(
      'Is now in Active and Repeat, no longer in New.',
    )
    expect(tell({ kind: 'segment', what: 'moved', details: { entered: [], exited: ['New'] } })).toBe('Is no longer in New.')
  })

  test.prop([
    fc.constantFrom(...timelineKinds),
    fc.oneof(fc.constantFrom(...deliveryStatuses), fc.string()),
    fc.option(fc.constantFrom('email', 'sms', 'push')),
    fc.option(fc.oneof(fc.constantFrom(...skipReasons), fc.string())),
    fc.dictionary(fc.constantFrom('isBot', 'reasons', 'entered', 'exited', 'isApplied'), fc.anything()),
  ])('is a whole sentence whatever comes', (kind, what, channel, reason, details) => {
    const sentence = tellTimelineFact({ kind, what, channel, reason, details })
    expect(sentence).toMatch(/^\p{Lu}?.*\.$/su)
    expect(sentence).not.toMatch(/undefined|\[object/)
  })
})
