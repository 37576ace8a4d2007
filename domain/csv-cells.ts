/** CSV as spreadsheets and machines both read it: RFC 4180 lines, and no cell that a spreadsheet would run. */

// Tab and carriage return before a formula do not keep a spreadsheet from running it.
const startsFormula = /^[\t\r\n ]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r]/
const needsQuotes = /[",\r\n]|^\s|\s$/

/**
 * An apostrophe goes before a text that a spreadsheet would take for a formula (OWASP, CSV injection): one that begins with `=`, `+`, `-` or `@`, also
 * in its full-width form or after white space. That includes phone numbers, as shops' own exports have them.
 */
export function defuseCell(text: string): string {
  return startsFormula.test(text) ? `'${text}` : text
}

/** One line with its line break (CRLF). Null is an empty cell. */
export function formatCsvLine(cells: readonly (string | null)[]): string {
  let line = ''
  for (let place = 0; place < cells.length; place += 1) line += (place === 0 ? '' : ',') + formatCell(cells[place] ?? '')
  return `${line}\r\n`
}

function formatCell(text: string): string {
  const cell = defuseCell(text)
  return needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
