/** What a password must be: long, and not what anybody would try first. Nothing else is asked of it (NIST SP 800-63B). */

const shortestPassword = 12
export const longestPassword = 256

/** The same text typed on different keyboards is the same password. */
export function normalisePassword(text: string): string {
  return text.normalize('NFKC')
}

/** What is wrong with it, in words for whoever chooses it; undefined when nothing is. */
export function findPasswordFault(text: string, { name, email }: { name: string; email: string | null }): string | undefined {
  const password = normalisePassword(text)
  const { length } = Array.from(password)
  if (length < shortestPassword) return `At least ${shortestPassword} characters; a few words are easy to remember`
  if (length > longestPassword) return `At most ${longestPassword} characters`
  const plain = password.toLowerCase()
  if (new Set(plain).size < 5) return 'Too few different characters'
  if (isRow(plain)) return 'A row of characters that follow each other is easy to guess'
  const known = [email ?? '', (email ?? '').split('@')[0] ?? '', name, 'password', 'regulars'].map((word) => word.toLowerCase())
  const rest = known.filter((word) => word.length > 3).reduce((left, word) => left.replaceAll(word, ''), plain)
  if (rest.length < 6) return 'Too close to your name, your address or a word that everybody tries'
  return undefined
}

/** `123456789012`, `abcdefghijkl`. */
function isRow(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0))
  return steps.filter((step) => Math.abs(step) === 1).length >= steps.length - 1
}
