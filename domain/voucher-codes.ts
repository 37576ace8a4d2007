/**
 * Voucher codes: eleven random characters and a check character, of 28 that cannot be taken for one another. The check finds every single wrong
 * character, every swap of neighbours and of next neighbours, and every pair or next-but-one pair of the same character read as another, so that what
 * people mistype never reaches the database.
 *
 * The characters are numbered 0 to 27 and each is a pair of a field's elements: of GF(4), number modulo 4, and of GF(7), number over 4. A code's sum of
 * characters, each weighted with a power of a generator of both fields (x and 3), is zero. In numbers modulo 28 no such check exists: differences of
 * weights are even there, or the weights are. docs/decisions/0200-voucher-codes.md
 */

const alphabet = 'BCDFGHJKMNPQRSTVWXYZ23456789'
const randomCharacters = 11
const codeLength = 12

/** What else a character that no code has may be: what it looks like. */
const lookAlikes: Readonly<Record<string, string>> = { O: 'DQ', '0': 'DQ', I: 'JT7', L: 'JT', '1': 'T7', A: '4', E: 'F3', U: 'VW' }

/** x times a polynomial of GF(4), written 0, 1, x = 2, x + 1 = 3. */
const timesX = [0, 2, 3, 1] as const

/** Zero for a whole code; for its first eleven characters, what the twelfth has to take away. */
function weigh(text: string): { four: number; seven: number } {
  let four = 0
  let seven = 0
  for (const character of text) {
    const number = alphabet.indexOf(character)
    four = (timesX[four] ?? 0) ^ (number & 3)
    seven = (seven * 3 + (number >> 2)) % 7
  }
  return { four, seven }
}

function findCheckCharacter(randomPart: string): string {
  const { four, seven } = weigh(randomPart)
  return alphabet.charAt((((7 - ((seven * 3) % 7)) % 7) << 2) | (timesX[four] ?? 0))
}

/** @param randomBytes gives that many bytes of a generator that nobody can predict. */
export function makeVoucherCode(randomBytes: (count: number) => Uint8Array): string {
  let text = ''
  while (text.length < randomCharacters) {
    // 252 is the largest multiple of 28 in a byte: beyond it the first characters would come more often.
    for (const byte of randomBytes(16)) if (byte < 252 && text.length < randomCharacters) text += alphabet.charAt(byte % alphabet.length)
  }
  return text + findCheckCharacter(text)
}

export type ReadCode =
  | { kind: 'code'; code: string }
  /** `message` is for whoever typed it; `suggestion` the one code that it can have been meant to be. */
  | { kind: 'mistyped'; message: string; suggestion?: string }

/** Any case; spaces and dashes of every kind are ignored. Looks nothing up. */
export function readVoucherCode(input: string): ReadCode {
  const text = input.replaceAll(/[\s\p{Dash_Punctuation}\u00AD\u200B-\u200D\u2060\u2212\uFEFF_]/gu, '').toUpperCase()
  if (text.length === 0) return { kind: 'mistyped', message: 'A voucher code has 12 characters' }
  const strange = Array.from(text).findIndex((character) => !alphabet.includes(character))
  if (strange >= 0) return describeStrangeCharacter(text, strange)
  if (text.length !== codeLength) return { kind: 'mistyped', message: `A voucher code has 12 characters, not ${text.length}` }
  return isWhole(text) ? { kind: 'code', code: text } : { kind: 'mistyped', message: 'A character is wrong, or two are swapped' }
}

/** `BCDF-GHJK-MNPQ`: as people read it out. */
export function formatVoucherCode(code: string): string {
  return code.replaceAll(/(.{4})(?=.)/g, '$1-')
}

function describeStrangeCharacter(text: string, at: number): ReadCode {
  const characters = Array.from(text)
  const character = characters[at] ?? ''
  const meant = Array.from(lookAlikes[character] ?? '')
  if (meant.length === 0) return { kind: 'mistyped', message: `Character ${at + 1} occurs in no voucher code` }
  const name = character === '0' || character === '1' ? `digit ${character}` : `letter ${character}`
  const message = `No voucher code has the ${name}: look again at character ${at + 1} (${meant.join(' or ')}?)`
  const candidates = meant.map((other) => characters.with(at, other).join('')).filter(isWhole)
  const [suggestion] = candidates
  return candidates.length === 1 && suggestion !== undefined ? { kind: 'mistyped', message, suggestion } : { kind: 'mistyped', message }
}

/** Twelve characters of the alphabet whose check is right. */
function isWhole(text: string): boolean {
  const { four, seven } = weigh(text)
  return text.length === codeLength && Array.from(text).every((character) => alphabet.includes(character)) && four === 0 && seven === 0
}
