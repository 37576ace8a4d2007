/** Time zones, currencies and countries to choose from, as the browser names them. */

export interface Choice {
  value: string
  label: string
}

/** With the time that it is there now; what is in force is among them, whatever the browser knows. */
export function listTimeZones(inForce: string, now: Date): Choice[] {
  const zones = new Set(['UTC', inForce, ...Intl.supportedValuesOf('timeZone')])
  return [...zones].toSorted().map((zone) => ({ value: zone, label: `${zone.replaceAll('_', ' ')} · ${showTime(now, zone)}` }))
}

export function showTime(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)
}

export function listCurrencies(inForce: string): Choice[] {
  const names = new Intl.DisplayNames('en', { type: 'currency' })
  return [...new Set([inForce, ...Intl.supportedValuesOf('currency')])]
    .toSorted()
    .map((code) => ({ value: code, label: `${code} · ${names.of(code)}` }))
}

export function nameCountry(code: string): string {
  return new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code
}

/** Two letters that the browser has a name for. Some are regions of no telephone: the server says so. */
export function listCountries(inForce: string): Choice[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(65 + index))
  const codes = letters.flatMap((first) => letters.map((second) => `${first}${second}`)).filter((code) => names.of(code) !== undefined)
  return [...new Set([inForce, ...codes.filter((code) => !noCountries.has(code))])]
    .map((code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` }))
    .toSorted((one, other) => one.label.localeCompare(other.label, 'en'))
}

/** Unions, and codes that stand for none. */
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'])
