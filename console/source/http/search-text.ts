/** What was typed into a search, as an address carries it: digits alone come back as a number. */
export function readSearchText(value: unknown, maxLength: number): { q?: string } {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text !== '' ? { q: text.slice(0, maxLength) } : {}
}
