/** Phone numbers in E.164, checked against the numbering plan of their country. */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { isPlainlyValid } from './phone-plans.ts'

/** `('030 901820', 'DE')` → `+4930901820`; undefined for what is not a number. `defaultCountry` reads numbers without a country code. */
export function normalisePhone(text: string, defaultCountry: string): string | undefined {
  if (isPlainlyValid(text)) return text
  const country: CountryCode | undefined = isSupportedCountry(defaultCountry) ? defaultCountry : undefined
  // 00 is dialled for + in most of the world.
  const dialled = text.trim().replace(/^00(?=[1-9])/, '+')
  if (dialled.length > 50) return undefined
  const number = parsePhoneNumberFromString(dialled, { extract: false, ...(country === undefined ? {} : { defaultCountry: country }) })
  // An extension cannot get a message.
  return number !== undefined && number.isValid() && number.ext === undefined ? number.number : undefined
}
