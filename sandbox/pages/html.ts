/** HTML from template literals in which every value is escaped, unless it is itself such HTML. */

export class SafeHtml {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type HtmlValue = SafeHtml | string | number | false | null | undefined | readonly HtmlValue[]

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
}

export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): SafeHtml {
  return new SafeHtml(strings.reduce((text, string, position) => text + render(values[position - 1]) + string))
}

function render(value: HtmlValue): string {
  if (value instanceof SafeHtml) return value.text
  if (value === false || value === null || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return value.map(render).join('')
}

const URL_IN_TEXT = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g

/** Text with its web addresses as links that open in a tab of their own. */
export function linkify(text: string): SafeHtml {
  const parts: SafeHtml[] = []
  let end = 0
  for (const match of text.matchAll(URL_IN_TEXT)) {
    parts.push(html`${text.slice(end, match.index)}<a href="${match[0]}" target="_blank" rel="noopener noreferrer">${match[0]}</a>`)
    end = match.index + match[0].length
  }
  return html`${parts}${text.slice(end)}`
}
