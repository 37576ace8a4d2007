import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { normaliseBirthday } from './birthdays.ts'
import { normaliseCountry, normaliseCurrency, normaliseLanguage } from './locales.ts'
import { normalisePhone } from './phone-numbers.ts'
import { normaliseEndpoint } from './push-subscriptions.ts'
import { normaliseTimeZone } from './time-zones.ts'

describe('a phone number', () => {
  it.each([
    ['030 901820', 'DE', '+4930901820'],
    ['+49 (0)30 901820', 'US', '+4930901820'],
    ['0049 30 901820', 'FR', '+4930901820'],
    ['(415) 555-2671', 'US', '+14155552671'],
    ['07400 123456', 'GB', '+447400123456'],
  ])('%s in %s is %s', (text, country, number) => {
    expect(normalisePhone(text, country)).toBe(number)
  })

  it.each(['', '12', 'call me', '+49 30 901820 ext. 5', '+999 123456', 'Tel: +4930901820', '++4930901820', '9'.repeat(60)])(
    '%j is none',
    (text) => {
      expect(normalisePhone(text, 'DE')).toBeUndefined()
    },
  )

  it('is read only with its country code where the country is not known', () => {
    expect([normalisePhone('030 901820', 'XX'), normalisePhone('+4930901820', 'XX')]).toEqual([undefined, '+4930901820'])
  })
})

describe('a time zone', () => {
  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['UTC', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('%s is %s', (text, zone) => {
    expect(normaliseTimeZone(text)).toBe(zone)
  })

  it.each(['', 'Mars/Base', '+02:00', 'Berlin', 'Europe/Berlin; DROP', 'Z'.repeat(80)])('%j is none', (text) => {
    expect(normaliseTimeZone(text)).toBeUndefined()
  })

  it('of any name that the runtime knows has one name that is its own', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const zone = normaliseTimeZone(name) ?? ''
      expect(normaliseTimeZone(zone), name).toBe(zone)
    }
  })
})

describe('a birthday', () => {
  const at = new Date('2026-11-22T12:00:00Z')

  it.each(['1900-01-01', '2000-02-29', '2026-11-22', '2026-11-23'])('%s is one', (day) => {
    expect(normaliseBirthday(day, at)).toBe(day)
  })

  it.each([
    '1899-12-31',
    '2001-02-29',
    '1990-13-01',
    '1990-00-10',
    '2026-11-24',
    '90-01-01',
    '1990-1-1',
    '01.02.1990',
    '1990-01-01T00:00:00Z',
    '',
  ])('%j is none', (day) => {
    expect(normaliseBirthday(day, at)).toBeUndefined()
  })
})

describe('countries, languages and currencies', () => {
  it('have one canonical form', () => {
    expect([
      normaliseCountry('uk'),
      normaliseCountry(' de '),
      normaliseLanguage('de_de'),
      normaliseLanguage('zh-hant-tw'),
      normaliseCurrency('eur'),
    ]).toEqual(['GB', 'DE', 'de-DE', 'zh-Hant-TW', 'EUR'])
  })

  it('are none when they are not', () => {
    expect(
      [
        ...['ZZ', 'EU', 'XX', 'DEU', '', '1A'].map(normaliseCountry),
        ...['', 'x', 'german!', 'de-'].map(normaliseLanguage),
        ...['', 'EURO', 'QQQ'].map(normaliseCurrency),
      ].filter((value) => value !== undefined),
    ).toEqual([])
  })

  it.prop([fc.string({ unit: 'binary' })])('never throw', (text) => {
    expect([
      normaliseCountry(text),
      normaliseLanguage(text),
      normaliseCurrency(text),
      normaliseTimeZone(text),
      normalisePhone(text, 'DE'),
      normaliseEndpoint(text),
    ]).toHaveLength(6)
  })
})

describe('a push endpoint', () => {
  it('is https, or on loopback for the sandbox, and holds no password', () => {
    expect(normaliseEndpoint('https://push.example/a')).toBe('https://push.example/a')
    expect(normaliseEndpoint('http://127.0.0.1:3100/push/1')).toBe('http://127.0.0.1:3100/push/1')
    for (const text of [
      'http://push.example/a',
      'ftp://push.example',
      'https://user:pw@push.example/',
      'push',
      `https://push.example/${'a'.repeat(2048)}`,
    ])
      expect(normaliseEndpoint(text)).toBeUndefined()
  })
})
