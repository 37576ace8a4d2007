/** Places in a text. */
export interface Place {
  position: number
  length: number
}

const shownBefore = 24
const shownAfter = 40

/** The line of the fault, cut to what is around the place, and a line of carets under it. */
export function markPlace(text: string, { position, length }: Place): string {
  const lineStart = position === 0 ? 0 : text.lastIndexOf('\n', position - 1) + 1
  const lineEnd = text.indexOf('\n', position)
  const line = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd)
  const column = position - lineStart
  const start = column > shownBefore ? column - shownBefore : 0
  const lead = start === 0 ? '' : '…'
  const shown = line.slice(start, column + shownAfter)
  const tail = column + shownAfter < line.length ? '…' : ''
  const carets = Math.max(1, Math.min(length, line.length - column, shownAfter))
  return `${lead}${shown}${tail}\n${' '.repeat(lead.length + column - start)}${'^'.repeat(carets)}`
}
