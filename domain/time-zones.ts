/** IANA time zones under the name that both PostgreSQL and this program know. */

/** ICU keeps names that the time zone database has replaced; PostgreSQL may know only the new ones. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

const known = new Map<string, string>()

/** `europe/berlin` → `Europe/Berlin`, `US/Pacific` → `America/Los_Angeles`; undefined for what is not a zone. Offsets (`+02:00`) are not zones. */
export function normaliseTimeZone(text: string): string | undefined {
  const name = text.trim()
  const before = known.get(name)
  if (before !== undefined) return before
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,50}$/.test(name)) return undefined
  let canonical: string
  try {
    canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
  const zone = renamed[canonical] ?? canonical
  // There are about 600 names; letter case alone could make more.
  if (known.size < 2000) known.set(name, zone)
  return zone
}
