import { fc, it } from '@fast-check/vitest'
import { getCountries, getCountryCallingCode, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect } from 'vitest'
import { isPlainlyValid } from './phone-plans.ts'

const codes = [...new Set(getCountries().map((country) => getCountryCallingCode(country)))]
const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples)?.number ?? [])

/** What the library makes of it. */
function ask(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text, { extract: false })
  return number?.isValid() === true ? number.number : undefined
}

const anyNumber = fc.tuple(fc.constantFrom(...codes), fc.stringMatching(/^\d{2,13}$/)).map(([code, national]) => `+${code}${national}`)
const nearlyRight = fc
  .tuple(fc.constantFrom(...numbers), fc.nat({ max: 14 }), fc.constantFrom('', '0', '1', '5', '00', '9'), fc.nat({ max: 2 }))
  .map(([number, at, digits, gone]) => {
    const place = 1 + (at % (number.length - 1))
    return number.slice(0, place) + digits + number.slice(place + gone)
  })

describe('a number in E.164', () => {
  it.prop([fc.oneof(anyNumber, nearlyRight)], { numRuns: 20_000 })('is passed only where the library passes it unchanged', (text) => {
    if (isPlainlyValid(text)) expect(ask(text)).toBe(text)
  })

  it('is seldom left to the library', () => {
    const passed = numbers.filter(isPlainlyValid)
    // The countries that share a calling code with a larger one are left to it.
    expect(passed.length / numbers.length).toBeGreaterThan(0.7)
    expect(passed).toContain(getExampleNumber('US', examples)?.number)
    expect(isPlainlyValid('+4930901820')).toBe(true)
    expect(['', '+', '4930901820', '+49 30 901820', '+490', '+9991234567', '+49309018201234567'].some(isPlainlyValid)).toBe(false)
  })
})
