/**
 * A shortcut for numbers that are in E.164 already, as nearly all of a store's are: the patterns of their country's numbering plan, compiled once. It says `valid` only
 * where the library would say so and leave the number as it is; whatever else the library knows to mend or to tell is left to it.
 */
import { Metadata } from 'libphonenumber-js/core'
import metadata from 'libphonenumber-js/max/metadata'

interface NumberingPlan {
  /** Of the whole national number. */
  general: RegExp
  /** The number types (fixed line, mobile, …) that it may be of. */
  types: { pattern: RegExp; lengths: readonly number[] | undefined }[]
  /** Where it matches, the library looks whether something is to be taken off. */
  prefix: RegExp | undefined
}

/** What the library's own code reads of a plan; its declarations leave it out. */
interface PlanReader {
  selectNumberingPlan(country: string): void
  nationalNumberPattern(): string
  leadingDigits(): string | undefined
  type(name: string): { pattern(): string | undefined; possibleLengths(): number[] | undefined } | undefined
  numberingPlan: { nationalPrefixForParsing(): string | undefined }
}

const typeNames = 'FIXED_LINE MOBILE PREMIUM_RATE TOLL_FREE SHARED_COST VOIP PERSONAL_NUMBER PAGER UAN VOICEMAIL'.split(' ')
const countriesByCode = (metadata as unknown as { country_calling_codes: Record<string, string[]> }).country_calling_codes
const plans = new Map<string, NumberingPlan | undefined>()

/** False also where it cannot tell. */
export function isPlainlyValid(text: string): boolean {
  if (!/^\+[1-9]\d{6,14}$/.test(text)) return false
  // No calling code is the beginning of another.
  for (let length = 1; length <= 3; length += 1) {
    const code = text.slice(1, 1 + length)
    if (countriesByCode[code] === undefined) continue
    if (!plans.has(code)) plans.set(code, compilePlan(code))
    const plan = plans.get(code)
    return plan !== undefined && matchesPlan(text.slice(1 + length), plan)
  }
  return false
}

function matchesPlan(national: string, { general, types, prefix }: NumberingPlan): boolean {
  if (prefix?.test(national) === true || !general.test(national)) return false
  return types.some(({ pattern, lengths }) => lengths?.includes(national.length) !== false && pattern.test(national))
}

/** Of the first country under a calling code: a number of that country is of no other. */
function compilePlan(code: string): NumberingPlan | undefined {
  const [country] = countriesByCode[code] ?? []
  if (country === undefined || country === '001') return undefined
  const plan = new Metadata(metadata) as unknown as PlanReader
  plan.selectNumberingPlan(country)
  // Then the library goes by these, not by the patterns.
  if (plan.leadingDigits()) return undefined
  const prefix = plan.numberingPlan.nationalPrefixForParsing()
  const types = typeNames.flatMap((name) => {
    const type = plan.type(name)
    const pattern = type?.pattern()
    return pattern ? [{ pattern: whole(pattern), lengths: type?.possibleLengths() }] : []
  })
  return { general: whole(plan.nationalNumberPattern()), types, prefix: prefix ? new RegExp(`^(?:${prefix})`) : undefined }
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`)
}
