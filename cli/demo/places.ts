/**
 * Where the demo store's customers live: a share of each place, and what follows from it. Phone numbers come from ranges that are kept free for
 * fiction, so that none is anybody's: 555-0100 to 555-0199 in North America, the Bundesnetzagentur's "drama numbers" in German mobile networks, and
 * PTS's in Swedish ones. Places without such a range have none.
 */

export type NameLocale = 'de' | 'en_US' | 'en_GB' | 'fr' | 'es' | 'nl' | 'sv' | 'it'

export interface Place {
  share: number
  country: string
  region: string | null
  city: string
  postalCode: string
  timeZone: string
  /** Hours ahead of UTC in winter: exact enough for when people shop. */
  utcOffsetHours: number
  language: string
  names: NameLocale
  /** The first and the last of a range of numbers, in E.164 without the plus sign. */
  phones: readonly (readonly [first: number, last: number])[]
}

const germanPhones = [
  [491713920000, 491713920099],
  [4917604069000, 4917604069099],
] as const
const germany = {
  country: 'DE',
  timeZone: 'Europe/Berlin',
  utcOffsetHours: 1,
  language: 'de-DE',
  names: 'de',
  phones: germanPhones,
} as const
const france = { country: 'FR', timeZone: 'Europe/Paris', utcOffsetHours: 1, language: 'fr-FR', names: 'fr', phones: [] } as const
const britain = { country: 'GB', timeZone: 'Europe/London', utcOffsetHours: 0, language: 'en-GB', names: 'en_GB', phones: [] } as const
const america = { country: 'US', language: 'en-US', names: 'en_US' } as const

function listAmericanPhones(...areaCodes: number[]): (readonly [number, number])[] {
  return areaCodes.map((areaCode) => [Number(`1${areaCode}5550100`), Number(`1${areaCode}5550199`)] as const)
}

export const places: readonly Place[] = [
  { ...germany, share: 10, region: 'Berlin', city: 'Berlin', postalCode: '10115' },
  { ...germany, share: 6, region: 'Hamburg', city: 'Hamburg', postalCode: '20095' },
  { ...germany, share: 6, region: 'Bayern', city: 'München', postalCode: '80331' },
  { ...germany, share: 5, region: 'Nordrhein-Westfalen', city: 'Köln', postalCode: '50667' },
  { ...germany, share: 3, region: 'Sachsen', city: 'Leipzig', postalCode: '04109' },
  {
    ...america,
    share: 9,
    region: 'NY',
    city: 'New York',
    postalCode: '10001',
    timeZone: 'America/New_York',
    utcOffsetHours: -5,
    phones: listAmericanPhones(212, 646, 718, 917, 347),
  },
  {
    ...america,
    share: 5,
    region: 'IL',
    city: 'Chicago',
    postalCode: '60601',
    timeZone: 'America/Chicago',
    utcOffsetHours: -6,
    phones: listAmericanPhones(312, 773, 872),
  },
  {
    ...america,
    share: 2,
    region: 'CO',
    city: 'Denver',
    postalCode: '80202',
    timeZone: 'America/Denver',
    utcOffsetHours: -7,
    phones: listAmericanPhones(303, 720),
  },
  {
    ...america,
    share: 2,
    region: 'AZ',
    city: 'Phoenix',
    postalCode: '85004',
    timeZone: 'America/Phoenix',
    utcOffsetHours: -7,
    phones: listAmericanPhones(602, 480),
  },
  {
    ...america,
    share: 7,
    region: 'CA',
    city: 'Los Angeles',
    postalCode: '90012',
    timeZone: 'America/Los_Angeles',
    utcOffsetHours: -8,
    phones: listAmericanPhones(213, 310, 323, 818),
  },
  {
    ...america,
    share: 1,
    region: 'HI',
    city: 'Honolulu',
    postalCode: '96813',
    timeZone: 'Pacific/Honolulu',
    utcOffsetHours: -10,
    phones: listAmericanPhones(808),
  },
  { ...britain, share: 9, region: 'Greater London', city: 'London', postalCode: 'EC1A 1BB' },
  { ...britain, share: 3, region: 'Greater Manchester', city: 'Manchester', postalCode: 'M1 1AE' },
  { ...france, share: 9, region: 'Île-de-France', city: 'Paris', postalCode: '75001' },
  { ...france, share: 3, region: 'Auvergne-Rhône-Alpes', city: 'Lyon', postalCode: '69001' },
  {
    share: 5,
    country: 'NL',
    region: 'Noord-Holland',
    city: 'Amsterdam',
    postalCode: '1012 AB',
    timeZone: 'Europe/Amsterdam',
    utcOffsetHours: 1,
    language: 'nl-NL',
    names: 'nl',
    phones: [],
  },
  {
    share: 4,
    country: 'ES',
    region: 'Madrid',
    city: 'Madrid',
    postalCode: '28001',
    timeZone: 'Europe/Madrid',
    utcOffsetHours: 1,
    language: 'es-ES',
    names: 'es',
    phones: [],
  },
  {
    share: 1,
    country: 'ES',
    region: 'Canarias',
    city: 'Las Palmas',
    postalCode: '35001',
    timeZone: 'Atlantic/Canary',
    utcOffsetHours: 0,
    language: 'es-ES',
    names: 'es',
    phones: [],
  },
  {
    share: 4,
    country: 'SE',
    region: 'Stockholm',
    city: 'Stockholm',
    postalCode: '111 20',
    timeZone: 'Europe/Stockholm',
    utcOffsetHours: 1,
    language: 'sv-SE',
    names: 'sv',
    phones: [[46701740605, 46701740699]],
  },
  {
    share: 4,
    country: 'AT',
    region: 'Wien',
    city: 'Wien',
    postalCode: '1010',
    timeZone: 'Europe/Vienna',
    utcOffsetHours: 1,
    language: 'de-AT',
    names: 'de',
    phones: [],
  },
  {
    share: 2,
    country: 'IT',
    region: 'Lombardia',
    city: 'Milano',
    postalCode: '20121',
    timeZone: 'Europe/Rome',
    utcOffsetHours: 1,
    language: 'it-IT',
    names: 'it',
    phones: [],
  },
]
