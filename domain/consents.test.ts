import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { addressChanged, consentStatuses, type ConsentSituation, type ConsentStatus, decideConsent } from './consents.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))
const situation = (change: Partial<ConsentSituation> = {}): ConsentSituation => ({
  status: 'never',
  address: 'a@b.de',
  latestAt: null,
  before: 'none',
  ...change,
})
const direct = ['one_click', 'unsubscribe_link', 'preference_page', 'sms_keyword', 'complaint', 'push_page']

const situations = fc.record({
  status: fc.constantFrom(...consentStatuses),
  address: fc.constantFrom('a@b.de', null),
  latestAt: fc.option(fc.nat({ max: 50 }).map(at)),
  before: fc.constantFrom<ConsentSituation['before']>('none', 'recorded'),
})

describe('a statement of consent', () => {
  it.prop([situations, fc.constantFrom(...direct), fc.nat({ max: 50 })])(
    'that a person makes to us always counts',
    (before, source, minute) => {
      expect(decideConsent({ status: 'unsubscribed', source, occurredAt: at(minute) }, before)).toEqual({ kind: 'apply' })
    },
  )

  it.prop([situations, fc.constantFrom<ConsentStatus>('never', 'pending', 'subscribed'), fc.nat({ max: 50 })])(
    'of an import never lifts an opt-out',
    (before, status, minute) => {
      expect(decideConsent({ status, source: 'import', occurredAt: at(minute) }, { ...before, status: 'unsubscribed' }).kind).not.toBe(
        'apply',
      )
    },
  )

  it.prop([situations, fc.constantFrom(...consentStatuses), fc.constantFrom('api', 'checkout', 'import', 'import:form')])(
    'that is older than the latest one never counts',
    (before, status, source) => {
      expect(decideConsent({ status, source, occurredAt: at(1) }, { ...before, latestAt: at(2) }).kind).toBe(
        before.before === 'recorded' ? 'ignore' : 'record',
      )
    },
  )

  it.prop([situations, fc.constantFrom<ConsentStatus>('pending', 'subscribed'), fc.nat({ max: 50 })])(
    'that permits another address than the present one never counts',
    (before, status, minute) => {
      expect(decideConsent({ status, source: 'api', address: 'other@b.de', occurredAt: at(minute) }, before).kind).not.toBe('apply')
    },
  )

  it('that came at the same instant as the latest counts: of two in one millisecond the later to arrive wins', () => {
    expect(
      decideConsent({ status: 'unsubscribed', source: 'api', occurredAt: at(1) }, situation({ status: 'subscribed', latestAt: at(1) }))
        .kind,
    ).toBe('apply')
  })
})

describe('the reset that a changed address brings', () => {
  it.each([
    ['subscribed', 'apply'],
    ['pending', 'apply'],
    ['unsubscribed', 'ignore'],
    ['never', 'ignore'],
  ] as const)('meets %s: %s', (status, kind) => {
    expect(decideConsent({ status: 'never', source: addressChanged, occurredAt: at(1) }, situation({ status, latestAt: at(2) })).kind).toBe(
      kind,
    )
  })
})
