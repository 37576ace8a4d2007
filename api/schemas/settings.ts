/** What the store has configured, as the API takes and shows it. A change names the fields that change. */
import { z } from 'zod'
import { channelNames } from '../../domain/channels.ts'
import { normaliseEmail } from '../../domain/email-addresses.ts'
import { normaliseCountry, normaliseCurrency } from '../../domain/locales.ts'
import { normaliseTimeZone } from '../../domain/time-zones.ts'

const dayMs = 86_400_000

function normalised(normalise: (text: string) => string | undefined, message: string) {
  return z
    .string()
    .max(320)
    .refine((text) => normalise(text) !== undefined, { message, abort: true })
    .transform((text) => normalise(text) ?? text)
}

const line = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\r\n]*$/, 'Must be one line')
const email = normalised(normaliseEmail, 'Not an email address')
const url = z.url({ protocol: /^https?$/ }).max(2048)
const channelMap = <S extends z.ZodType>(value: S) =>
  z.strictObject(
    Object.fromEntries(channelNames.map((name) => [name, value.optional()])) as Record<(typeof channelNames)[number], z.ZodOptional<S>>,
  )
const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Must be HH:MM')

export const storeSettings = z.strictObject({
  name: line(200),
  url,
  postalAddress: z.string().trim().min(1).max(500).meta({ description: 'In every marketing email.' }),
  timeZone: normalised(normaliseTimeZone, 'Not a time zone (IANA name)'),
  currency: normalised(normaliseCurrency, 'Not a currency (ISO 4217)'),
  country: normalised(normaliseCountry, 'Not a country (ISO 3166-1 alpha-2)').meta({
    description: 'How phone numbers without a country code are read.',
  }),
  sender: z.strictObject({ name: line(200), email }),
  replyTo: email.nullable(),
  smsSender: z.string().regex(/^(\+?[0-9]{5,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/, 'A number, or up to 11 letters and digits'),
  smsPartCostMicros: z.int().min(0).max(100_000_000).meta({ description: 'Millionths of the currency.' }),
})

export const contactPolicySettings = z.strictObject({
  cooldownMs: z
    .int()
    .min(0)
    .max(365 * dayMs),
  channelCooldownMs: channelMap(
    z
      .int()
      .min(0)
      .max(365 * dayMs),
  ),
  quietHours: channelMap(z.strictObject({ from: localTime, until: localTime })),
  attributionWindowMs: z
    .int()
    .min(0)
    .max(90 * dayMs),
})

const days = z.int().min(1).max(3650)
const orders = z.int().min(1).max(1000)
const score = z.int().min(1).max(5)
const rank = z.number().gt(0).max(1)
const gaps = z.number().gt(0).max(100)

export const segmentSettings = z.strictObject({
  shortestGapDays: z.number().gt(0).max(3650),
  longestGapDays: z.number().gt(0).max(3650),
  ownGapMinimumOrders: z.int().min(2).max(1000),
  lapsedAfterGaps: gaps,
  newForDays: days,
  recentDays: days,
  mostActiveRank: rank,
  mostActiveMinimumOrders: orders,
  vipRank: rank,
  vipMinimumScore: score,
  highSpenderScore: score,
  highAovScore: score,
  highAovMinimumOrders: orders,
  repeatMinimumOrders: orders,
  atRiskFromGaps: gaps,
  atRiskUntilGaps: gaps,
  atRiskMinimumScore: score,
})

export const voucherSettings = z.strictObject({
  maxOpenPerCustomer: z
    .int()
    .min(1)
    .max(1_000)
    .nullable()
    .meta({ description: 'Vouchers that one customer may have open at a time, over all offers and campaigns; null is no limit.' }),
})
