import { describe, expect, it } from 'vitest'
import { checkReadiness, isPast, type PreflightFacts } from './preflight.ts'
import { defaultSettings } from './settings.ts'

const now = new Date('2026-03-02T12:00:00Z')
const store = { ...defaultSettings.store, sender: { name: 'Shop', email: 'hello@shop.de' }, timeZone: 'Europe/Berlin' }
const ready: PreflightFacts = {
  store,
  message: { channel: 'email', subject: 'Hello', html: '<p>Hello</p>' },
  problems: [],
  audience: { members: 10, reachable: 10, deferred: 0, unreachable: {} },
  schedule: { kind: 'now' },
  expiresAt: null,
  holdoutPercent: 0,
  sms: null,
}

function check(change: Partial<PreflightFacts>): string[] {
  return checkReadiness({ ...ready, ...change }, now).map(({ level, code }) => `${level} ${code}`)
}

describe('a preflight', () => {
  it('has nothing to say about a broadcast that is ready', () => {
    expect(check({})).toEqual([])
  })

  it.each<[string, Partial<PreflightFacts>, string[]]>([
    ['a store without a postal address, for email', { store: { ...store, postalAddress: ' ' } }, ['error postal_address_missing']],
    [
      'a store without a postal address, for push',
      { store: { ...store, postalAddress: '' }, message: { channel: 'push', title: 't', body: 'b', url: 'u' } },
      [],
    ],
    ['no sender', { store: { ...store, sender: { name: '', email: '' } } }, ['error sender_missing']],
    [
      'a sender of its own where the store has none',
      {
        store: { ...store, sender: { name: '', email: '' } },
        message: { channel: 'email', subject: 's', html: 'h', from: { name: 'Shop', email: 'a@shop.de' } },
      },
      [],
    ],
    [
      'a sender at a domain for examples',
      { store: { ...store, sender: { name: '', email: 'a@mail.store.example' } } },
      ['warning sender_placeholder'],
    ],
    ['no SMS sender', { store: { ...store, smsSender: '' }, message: { channel: 'sms', text: 't' } }, ['error sender_missing']],
    [
      'an SMS sender that takes no replies, and no link in its stead',
      { message: { channel: 'sms', text: 'Reply STOP to opt out', from: 'MyShop' } },
      ['warning sms_sender_takes_no_replies'],
    ],
    ['an SMS from a name with a link to opt out', { message: { channel: 'sms', text: 'Stop: {{ unsubscribe_url }}', from: 'MyShop' } }, []],
    ['an SMS from a number', { message: { channel: 'sms', text: 'Reply STOP to opt out', from: '+4915112345678' } }, []],
    ['an empty audience', { audience: { members: 0, reachable: 0, deferred: 0, unreachable: {} } }, ['error audience_empty']],
    [
      'an audience that nobody can be reached of',
      { audience: { members: 5, reachable: 0, deferred: 0, unreachable: { no_address: 2, suppressed: 3 } } },
      ['error nobody_reachable', 'info members_unreachable'],
    ],
    [
      'an audience that nobody can be reached of for a while',
      { audience: { members: 5, reachable: 0, deferred: 0, unreachable: { no_address: 2, cooldown: 3 } } },
      ['warning nobody_reachable_then', 'info members_unreachable'],
    ],
    [
      'few who consented',
      { audience: { members: 10, reachable: 4, deferred: 0, unreachable: { not_subscribed: 6 } } },
      ['warning consent_low', 'info members_unreachable'],
    ],
    ['some in quiet hours', { audience: { members: 10, reachable: 10, deferred: 3, unreachable: {} } }, ['warning quiet_hours']],
    ['an instant that has passed', { schedule: { kind: 'at', at: '2026-03-02T11:59:59Z' } }, ['error schedule_past']],
    [
      'a local time that has passed in the store but not everywhere',
      { schedule: { kind: 'local', date: '2026-03-02', time: '12:00' } },
      ['warning schedule_partly_past'],
    ],
    [
      'a local time that has passed everywhere',
      { schedule: { kind: 'local', date: '2026-03-01', time: '23:59' } },
      ['error schedule_past'],
    ],
    [
      'an expiry before the start',
      { schedule: { kind: 'at', at: '2026-03-03T12:00:00Z' }, expiresAt: new Date('2026-03-03T11:00:00Z') },
      ['error expires_before_start'],
    ],
    [
      'a limit that leaves people out',
      { audience: { members: 10, reachable: 6, deferred: 0, unreachable: { budget_exhausted: 4 } } },
      ['warning budget_too_small', 'info members_unreachable'],
    ],
    ['a holdout', { holdoutPercent: 10 }, ['info holdout']],
    ['an SMS of several parts', { sms: { parts: 2, estimatedCostMicros: 6_660_000 } }, ['warning sms_several_parts', 'info sms_cost']],
  ])('answers to %s', (_what, change, expected) => {
    expect(check(change)).toEqual(expected)
  })

  it('says what is worst first, the message’s own problems among the rest', () => {
    const problems = [
      { code: 'message_footer_added', level: 'info' as const, message: 'A footer was added' },
      { code: 'message_unknown_field', level: 'error' as const, message: 'Nobody knows customer.frist_name' },
    ]
    expect(check({ problems, holdoutPercent: 5, store: { ...store, sender: { name: '', email: 'a@b.test' } } })).toEqual([
      'error message_unknown_field',
      'warning sender_placeholder',
      'info message_footer_added',
      'info holdout',
    ])
  })

  it('names the cost in the store’s currency, and why members are skipped', () => {
    const said = checkReadiness(
      {
        ...ready,
        sms: { parts: 1, estimatedCostMicros: 12_345_678 },
        audience: { members: 10, reachable: 7, deferred: 0, unreachable: { cooldown: 1, no_address: 2 } },
      },
      now,
    )
    expect(said.map(({ message }) => message)).toEqual([
      '3 of 10 members will be skipped: 2 no address, 1 cooldown.',
      'The estimated cost is €12.35.',
    ])
  })
})

describe('a schedule', () => {
  it('has passed when its time is over in the last zone of the world', () => {
    expect(isPast({ kind: 'local', date: '2026-03-02', time: '00:01' }, now)).toBe(false)
    expect(isPast({ kind: 'local', date: '2026-03-01', time: '23:59' }, now)).toBe(true)
    expect(isPast({ kind: 'now' }, now)).toBe(false)
  })
})
