import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { findCountryCode, parseAttribute, parseConsent, parseInstant, parseOrderStatus } from './import-values.ts'

describe('a date or time in a cell', () => {
  it.each([
    ['2026-11-22T09:30:00Z', '2026-11-22T09:30:00.000Z'],
    ['2026-11-22 09:30:00 +0100', '2026-11-22T08:30:00.000Z'],
    ['2026-11-22 09:30:00.123456-05:30', '2026-11-22T15:00:00.123Z'],
    ['2026-11-22 09:30 UTC', '2026-11-22T09:30:00.000Z'],
    ['2026-11-22 09:30', '2026-11-22T08:30:00.000Z'],
    ['2026-07-22 09:30', '2026-07-22T07:30:00.000Z'],
    ['2026-11-22', '2026-11-21T23:00:00.000Z'],
    // Clocks in Berlin skip this half hour, and show that one twice.
    ['2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
  ])('%s is %s in Berlin', (text, instant) => {
    expect(parseInstant(text, 'Europe/Berlin')?.toISOString()).toBe(instant)
  })

  it.each([
    '',
    '22.11.2026',
    '11/22/2026',
    '2026-02-30',
    '2026-13-01',
    '2026-11-22 25:00',
    '2026-11-22 24:00',
    '1776-07-04',
    '2300-01-01',
    '46000',
    'yesterday',
  ])('%j is none', (text) => {
    expect(parseInstant(text, 'Europe/Berlin')).toBeUndefined()
  })

  it.prop([fc.date({ min: new Date('1900-01-02'), max: new Date('2199-12-30'), noInvalidDate: true })])(
    'comes back as it was written',
    (at) => {
      expect(parseInstant(at.toISOString(), 'Asia/Tokyo')).toEqual(at)
    },
  )

  it.prop([fc.string({ unit: 'grapheme', maxLength: 40 })])('of any text is an instant or none', (text) => {
    expect(parseInstant(text, 'America/New_York')?.getTime() ?? 0).not.toBeNaN()
  })
})

describe('words in cells', () => {
  it('are consents in the spellings of other programs', () => {
    expect(
      ['Subscribed', 'YES', 'opted_in', 'unsubscribed', 'Opt-out', 'no', 'FALSE', 'NOT_SUBSCRIBED', 'pending', 'perhaps'].map(parseConsent),
    ).toEqual([
      ...['subscribed', 'subscribed', 'subscribed', 'unsubscribed', 'unsubscribed', 'never', 'never', 'never', 'pending', undefined],
    ])
  })

  it('are states of orders', () => {
    expect(['Paid', 'wc-completed', 'processing', 'Cancelled', 'voided', 'partially_refunded', 'on-hold'].map(parseOrderStatus)).toEqual([
      ...['paid', 'paid', 'paid', 'cancelled', 'cancelled', 'partially_refunded', 'pending'],
    ])
  })

  it('are countries by their English names', () => {
    expect(['Germany', 'united kingdom', 'DE', 'Atlantis'].map(findCountryCode)).toEqual(['DE', 'GB', 'DE', 'Atlantis'])
  })

  it('are numbers and truth values where nothing is lost by it', () => {
    expect(['12', '-3.5', '0', 'true', 'false', '007', '1e3', '12345678901234567890', '1.0', '+4', 'TRUE', ''].map(parseAttribute)).toEqual(
      [...[12, -3.5, 0, true, false, '007', '1e3', '12345678901234567890', '1.0', '+4', 'TRUE', '']],
    )
  })

  it.prop([fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.string())])(
    'of attributes can be written as they were',
    (text) => {
      expect(String(parseAttribute(text))).toBe(text)
    },
  )
})
