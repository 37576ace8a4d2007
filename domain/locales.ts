/** Countries (ISO 3166-1), languages (BCP 47) and currencies (ISO 4217), each in its canonical form. */

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
// Codes that name a group, an organisation or nothing.
const notCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'ZZ', 'XA', 'XB'])
const currencies = new Set(Intl.supportedValuesOf('currency'))
const countries = new Map<string, string | undefined>()
const languages = new Map<string, string | undefined>()

/** `de` → `DE`, `UK` → `GB`; undefined for what is not a country. */
export function normaliseCountry(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  if (!/^[A-Z]{2}$/.test(code)) return undefined
  return remember(countries, code, () => {
    const country = new Intl.Locale(`und-${code}`).region
    return country === undefined || notCountries.has(country) || regionNames.of(country) === undefined ? undefined : country
  })
}

/** `de_de` → `de-DE`; undefined for what is not a language tag. */
export function normaliseLanguage(text: string): string | undefined {
  const tag = text.trim().replaceAll('_', '-')
  if (tag.length > 35 || !/^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$/.test(tag)) return undefined
  return remember(languages, tag, () => {
    try {
      return Intl.getCanonicalLocales(tag)[0]
    } catch {
      return undefined
    }
  })
}

/** `eur` → `EUR`; undefined for what is not a currency. */
export function normaliseCurrency(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  return currencies.has(code) ? code : undefined
}

function remember(memory: Map<string, string | undefined>, key: string, find: () => string | undefined): string | undefined {
  if (memory.has(key)) return memory.get(key)
  const value = find()
  if (memory.size < 2000) memory.set(key, value)
  return value
}
