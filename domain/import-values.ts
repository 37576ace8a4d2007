/** What people write into cells, as what we mean by it. Undefined where it could mean two things. */
import type { ConsentStatus } from './consents.ts'
import type { OrderStatus } from './orders.ts'
import { instantAtLocalTime } from './time.ts'

const consentWords: Readonly<Record<ConsentStatus, string>> = {
  subscribed: 'subscribed subscribe optedin optin yes y true 1 granted accepted confirmed',
  unsubscribed: 'unsubscribed unsubscribe optedout optout revoked withdrawn',
  pending: 'pending unconfirmed pendingconfirmation',
  // A plain no says that there is no permission, not that somebody has left: it never takes the place of an opt-out.
  never: 'never neversubscribed notsubscribed no n false 0 none',
}

const consents = new Map(
  Object.entries(consentWords).flatMap(([status, words]) => words.split(' ').map((word) => [word, status as ConsentStatus] as const)),
)

export function parseConsent(text: string): ConsentStatus | undefined {
  return consents.get(foldWord(text))
}

export const notAnInstant = 'Not a date or time: write 2026-11-22 or 2026-11-22T09:30:00Z'

const instantPattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i
const earliestMs = Date.UTC(1900, 0, 1)
const latestMs = Date.UTC(2200, 0, 1)

/**
 * `2026-11-22T09:30:00Z`, `2026-11-22 09:30:00 +0100`, and without an offset what clocks in `zone` showed; a day alone is its start there.
 * Days that do not exist, years before 1900 and from 2200 on, and orders of day and month that could be either are none.
 */
export function parseInstant(text: string, zone: string): Date | undefined {
  const match = instantPattern.exec(text)
  if (match === null) return undefined
  const [, date = '', minutes = '00:00', seconds = '00', fraction = '', offset] = match
  const clock = `${minutes}:${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}`
  const asUtc = new Date(`${date}T${clock}Z`)
  // The runtime takes 30 February for 1 March, and 24:00 for the next day.
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString() !== `${date}T${clock}Z`) return undefined
  const at = placeInTime(asUtc, { date, clock, offset, zone })
  return at.getTime() >= earliestMs && at.getTime() < latestMs ? at : undefined
}

function placeInTime(
  asUtc: Date,
  { date, clock, offset, zone }: { date: string; clock: string; offset: string | undefined; zone: string },
): Date {
  if (offset === undefined) return zone === 'UTC' ? asUtc : instantAtLocalTime(date, clock, zone)
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? []
  if (sign === undefined) return asUtc
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000
  return new Date(asUtc.getTime() - (sign === '-' ? -offsetMs : offsetMs))
}

const statusWords: Readonly<Record<OrderStatus, string>> = {
  pending: 'pending unpaid partiallypaid open onhold pendingpayment awaitingpayment authorized authorised',
  paid: 'paid completed complete processing fulfilled shipped delivered succeeded success captured',
  cancelled: 'cancelled canceled voided void failed expired',
  partially_refunded: 'partiallyrefunded partialrefund',
  refunded: 'refunded fullyrefunded',
}

const statuses = new Map(
  Object.entries(statusWords).flatMap(([status, words]) => words.split(' ').map((word) => [word, status as OrderStatus] as const)),
)

/** WooCommerce's own are also known by the prefix that its database gives them. */
export function parseOrderStatus(text: string): OrderStatus | undefined {
  return statuses.get(foldWord(text.replace(/^wc-/i, '')))
}

/** `8.264463` → `8.26`, half up: what an export has calculated on the way. Anything but a plain decimal number stays as it is. */
export function roundDecimals(text: string, exponent: number): string {
  const [, minus = '', whole = '', decimals = ''] = /^(-?)(\d{1,15})\.(\d{1,30})$/.exec(text) ?? []
  if (decimals.length <= exponent) return text
  const digits = BigInt(whole + decimals.slice(0, exponent)) + (decimals.charCodeAt(exponent) >= halfDigit ? 1n : 0n)
  const padded = String(digits).padStart(exponent + 1, '0')
  return minus + (exponent === 0 ? padded : `${padded.slice(0, -exponent)}.${padded.slice(-exponent)}`)
}

const halfDigit = '5'.charCodeAt(0)

function foldWord(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, '')
}

const plainNumber = /^-?(0|[1-9]\d{0,14})(\.\d{0,14}[1-9])?$/

/** Numbers and truth values as such, so that rules can compare them; whatever would not come back as it was written stays text (`007`). */
export function parseAttribute(text: string): string | number | boolean {
  if (text === 'true') return true
  if (text === 'false') return false
  return plainNumber.test(text) && String(Number(text)) === text ? Number(text) : text
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
let codesByName: Map<string, string> | undefined

/** `Germany` → `DE`; what is no English name of a country comes back as it was. */
export function findCountryCode(text: string): string {
  if (text.length <= 2) return text
  codesByName ??= listCountryCodes()
  return codesByName.get(text.toLowerCase()) ?? text
}

function listCountryCodes(): Map<string, string> {
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at))
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  // A name that has two codes (one of them retired) keeps the one that the runtime prefers.
  return new Map(
    codes.flatMap((code) => {
      const country = new Intl.Locale(`und-${code}`).region ?? code
      const name = countryNames.of(country)
      return name === undefined ? [] : [[name.toLowerCase(), country]]
    }),
  )
}
