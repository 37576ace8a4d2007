/** What random stores hold and random rules ask for: few enough to meet often, odd enough to matter. */
import { addDays, instantAtLocalTime } from '../../domain/time.ts'
import { dayAt, type OracleClock } from './oracle-clock.ts'

const dayMs = 86_400_000

/** Letters whose lower case is not one letter, not alone or not the same everywhere; wildcards, quotes and what SQL and JSON give a meaning to. */
export const texts = [
  'Sofia',
  'SOFIA',
  'София',
  'İstanbul',
  'istanbul',
  'ISTANBUL',
  'Straße',
  'STRASSE',
  'STRAẞE',
  'ΟΔΟΣ',
  'οδος',
  'οδοσ',
  'Zürich',
  'Zu\u0308rich',
  'ＦＵＬＬ',
  '\u212Aelvin',
  'kelvin',
  '🙂 town',
  'ﬁn',
  '50%',
  'a_b',
  'axb',
  'back\\slash',
  "O'Brien",
  '"quoted"',
  "'; DROP TABLE customers; --",
  '$1',
  'null',
  'true',
  '5',
  'one  two',
  ' edge ',
] as const

/** Pieces of those, and of more than those. */
export const textParts = [
  'o',
  'SO',
  'İ',
  'i',
  'i̇',
  'ß',
  'SS',
  'Σ',
  'ς',
  'σ',
  'u',
  '\u0308',
  '🙂',
  '%',
  '_',
  '\\',
  "'",
  '"',
  ' ',
  'town',
  'ﬁ',
  'F',
  'Х',
  'фИ',
] as const

export const emails = ['ada@example.com', 'bob@example.com', 'cy@mail.example', 'dee@mail.example'] as const
export const phones = ['+359888000001', '+359888000002', '+491700000003', '+40700000004'] as const
export const countries = ['BG', 'RO', 'DE'] as const
export const languages = ['bg', 'pt-BR', 'de'] as const
export const currencies = ['EUR', 'USD', 'JPY'] as const
export const categories = ['Coffee', 'COFFEE', 'Tea', 'Σουπες'] as const
export const eventNames = ['Product Viewed', 'product viewed', 'Bid', 'ΟΔΟΣ'] as const
export const zones = ['Europe/Sofia', 'Europe/Berlin'] as const
export const paymentMethods = ['card', 'CARD', 'cash'] as const
/** What rules ask of fields that hold no other texts, once in letters of another case. */
export const textsOfField: Readonly<Record<string, readonly string[]>> = {
  externalId: ['c-0', 'C-1', 'c-2', 'c-99'],
  email: [...emails, 'ADA@EXAMPLE.COM'],
  phone: phones,
  language: [...languages, 'PT-br'],
  country: [...countries, 'bg'],
  timeZone: [...zones, 'europe/sofia'],
  currency: [...currencies, 'eur'],
  paymentMethod: paymentMethods,
  category: categories,
  'attributes.*': ['gold', 'GOLD', '5', 'true', 'İstanbul', 'οδοσ', '["gold"]', 'null'],
  'properties.*': ['gold', 'GOLD', '5', 'true', 'İstanbul', 'οδοσ', '["gold"]', 'null'],
}
export const amounts = [0, 1, 99, 100, 101, 250, 1000] as const
export const keys = ['plan', 'visits', 'loyalty card', 'renewal', 'a.b', 'ключ', 'quote"\'', '__proto__', 'constructor'] as const

export const birthdays = [
  '1992-02-29',
  '2000-02-29',
  '1990-02-28',
  '1985-03-01',
  '1999-12-31',
  '2000-01-01',
  '2008-06-30',
  '2024-02-29',
] as const

/** Tricky presents: changes of the clock, the ends of months and years, 29 February, midnights that do not exist or come twice. */
export const presents: readonly { now: string; timeZone: string }[] = [
  { now: '2026-03-29T00:30:00.000Z', timeZone: 'Europe/Berlin' },
  { now: '2026-10-25T01:00:00.000Z', timeZone: 'Europe/Berlin' },
  { now: '2024-02-29T12:00:00.000Z', timeZone: 'Europe/Sofia' },
  { now: '2025-02-28T22:00:00.000Z', timeZone: 'Europe/Sofia' },
  { now: '2026-01-01T04:59:59.999Z', timeZone: 'America/New_York' },
  { now: '2018-11-04T12:00:00.000Z', timeZone: 'America/Sao_Paulo' },
  { now: '2025-11-02T04:30:00.000Z', timeZone: 'America/Havana' },
  { now: '2025-04-24T22:30:00.000Z', timeZone: 'Africa/Cairo' },
  { now: '2026-06-30T09:59:59.999Z', timeZone: 'Pacific/Kiritimati' },
  { now: '2012-01-02T10:00:00.000Z', timeZone: 'Pacific/Apia' },
  { now: '2026-04-04T15:00:00.000Z', timeZone: 'Australia/Lord_Howe' },
  { now: '2026-12-31T18:30:00.000Z', timeZone: 'Asia/Kolkata' },
]

/** As far off as a rule can say. */
export const farMoments = [
  '1900-01-01',
  '9998-12-31',
  '1900-01-01T00:00:00Z',
  '9998-12-31T23:59:59.999Z',
  '36500d ago',
  'in 36500d',
] as const

export const durationsInDays = [1, 7, 14, 30, 60, 90, 365] as const

/** Each condition asks again, and calendars are slow. */
function remember<T>(list: (clock: OracleClock) => T): (clock: OracleClock) => T {
  const known = new Map<string, T>()
  return (clock) => {
    const key = `${clock.nowMs} ${clock.timeZone}`
    const before = known.get(key)
    if (before !== undefined) return before
    const listed = list(clock)
    known.set(key, listed)
    return listed
  }
}

/** Instants at and next to the edges of windows and days, from the past and the future. */
export const listInstants = remember((clock): number[] => {
  const edges = [0, ...durationsInDays.flatMap((days) => [days * dayMs, -days * dayMs]), 36 * 3_600_000].map(
    (offset) => clock.nowMs - offset,
  )
  const midnights = listDays(clock).map((day) => instantAtLocalTime(day, '00:00', clock.timeZone).getTime())
  const hours = [3_600_000, 2 * 3_600_000, -3_600_000].map((offset) => clock.nowMs + offset)
  return [...[...edges, ...midnights].flatMap((edge) => [edge - 1, edge, edge + 1]), ...hours]
})

/** Days around the present, its window edges, and the turns of months. */
export const listDays = remember((clock): string[] => {
  const today = dayAt(clock, clock.nowMs)
  const year = today.slice(0, 4)
  return [
    ...[-365, -90, -30, -7, -2, -1, 0, 1, 2, 7, 30].map((days) => addDays(today, days)),
    `${year}-02-28`,
    `${year}-03-01`,
    `${year}-12-31`,
  ]
})

/** Free-form values that read as several things, or nearly. */
export const listFreeValues = remember((clock): unknown[] => {
  const [day = ''] = listDays(clock).slice(6)
  const instant = new Date(clock.nowMs).toISOString()
  return [
    ...[
      'gold',
      'GOLD',
      'İstanbul',
      'i̇stanbul',
      'ΟΔΟΣ',
      '',
      '5',
      '5.0',
      '5.50',
      '-3',
      '007',
      ' 5',
      '5 ',
      '1e3',
      '+5',
      '٣',
      '0.1',
      'abc',
      'null',
    ],
    ...[
      0,
      5,
      5.5,
      -3,
      0.1,
      0.2,
      1_000_000,
      true,
      false,
      'true',
      'TRUE',
      'False',
      'yes',
      null,
      [],
      ['gold'],
      ['gold'],
      ['gold', 5],
      [5],
      {},
      { plan: 'gold' },
      { plan: 'gold' },
      'gold',
      5,
      true,
    ],
    ...[
      day,
      addDays(day, 1),
      addDays(day, -1),
      addDays(day, 7),
      '2026-02-30',
      '2024-02-29',
      '2025-02-29',
      '2026-13-01',
      '2026-1-1',
      ` ${day}`,
    ],
    ...[
      instant,
      instant.toLowerCase(),
      instant.replace('Z', '+00:00'),
      `${day}T00:00:00Z`,
      `${day}T23:59:59.999+14:00`,
      `${day}T24:00:00Z`,
    ],
    ...[`${day}T10:00:00`, `${day} 10:00:00Z`, `${day}T10:00Z`, `${day}T10:60:00Z`, '2026-02-30T10:00:00Z'],
  ]
})
