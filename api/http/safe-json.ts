/**
 * JSON that the rest of the program can take without looking twice: valid UTF-8, no NUL, no lone surrogates, no numbers that JavaScript or
 * PostgreSQL would round or refuse, no prototype keys, not nested without end.
 */
import type { FieldError } from './problems.ts'
import { Problem } from './problems.ts'
import { joinPath } from './validation.ts'

const maxDepth = 32
const decoder = new TextDecoder('utf-8', { fatal: true })
const unsafeText = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/** @throws Problem `malformed_json` (400) or `invalid_request` (422, naming the path) */
export function parseSafeJson(bytes: Uint8Array): unknown {
  let value: unknown
  try {
    value = JSON.parse(decoder.decode(bytes))
  } catch {
    throw new Problem('malformed_json')
  }
  const errors: FieldError[] = []
  collectUnsafe(value, [], errors)
  if (errors.length > 0) throw new Problem('invalid_request', { errors })
  return value
}

/** A text that PostgreSQL and every UTF-8 reader take. */
export function isSafeText(text: string): boolean {
  return !unsafeText.test(text)
}

/** `trail` is where we are; a path is only made of it for what is wrong, since most of every body is right. */
function collectUnsafe(value: unknown, trail: PropertyKey[], errors: FieldError[]): void {
  const refuse = (message: string) => void errors.push({ path: trail.reduce<string>(joinPath, ''), message })
  if (typeof value === 'string') {
    if (!isSafeText(value)) refuse('Contains a NUL character or half of a surrogate pair')
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      refuse('Beyond the numbers that are kept exactly (±9007199254740991)')
  } else if (typeof value === 'object' && value !== null) {
    if (trail.length >= maxDepth) return refuse(`Nested deeper than ${maxDepth} levels`)
    for (const [key, member] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      if (typeof key === 'string' && !isSafeText(key)) refuse('A key contains a NUL character or half of a surrogate pair')
      else if (key === '__proto__') refuse('The key __proto__ is not accepted')
      else {
        trail.push(key)
        collectUnsafe(member, trail, errors)
        trail.pop()
      }
    }
  }
}
