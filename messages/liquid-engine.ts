/**
 * Liquid as messages use it: the same output for the same input at any time and place (no clock, no chance, no files, the store's time zone), and every value
 * escaped for where it lands. `html` escapes for HTML, `url` percent-encodes, `text` leaves values as they are.
 */
import { type FilterImplOptions, Liquid } from 'liquidjs'

export type TemplateKind = 'html' | 'text' | 'url'

/** Longest template, in characters. */
export const longestTemplate = 500_000

/** Tags that read other templates, of which there are none. */
const fileTags = ['include', 'render', 'layout', 'block']
const dateFilters = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string']

const escapeValue: Record<TemplateKind, (value: unknown) => string> = { html: escapeHtml, url: encodeUrlPart, text: stringify }

/** @param renderLimitMs the longest that one template may take */
export function createLiquid(
  kind: TemplateKind,
  { timeZone, renderLimitMs = 2_000 }: { timeZone: string; renderLimitMs?: number },
): Liquid {
  const engine = new Liquid({
    templates: {},
    strictFilters: true,
    ownPropertyOnly: true,
    timezoneOffset: timeZone,
    locale: 'en-US',
    parseLimit: longestTemplate,
    memoryLimit: 10_000_000,
    renderLimit: renderLimitMs,
    ...(kind === 'text' ? {} : { outputEscape: escapeValue[kind] }),
  })
  // Names that every object inherits are neither tags nor filters.
  for (const registry of [engine.tags, engine.filters]) Object.setPrototypeOf(registry, null)
  for (const tag of fileTags) delete engine.tags[tag]
  engine.unregisterFilter('sample')
  for (const name of dateFilters) refuseNow(engine, name)
  escapeOnce(engine, kind)
  return engine
}

/** The part's own escaping, for what is put in without Liquid. */
export function getEscape(kind: TemplateKind): (value: unknown) => string {
  return escapeValue[kind]
}

/** The current time would differ between two renderings of the same delivery. */
function refuseNow(engine: Liquid, name: string): void {
  const filter = engine.filters[name]
  const handler = typeof filter === 'function' ? filter : filter?.handler
  if (handler === undefined) return
  engine.registerFilter(name, function (value: unknown, ...rest: unknown[]): unknown {
    if (value === 'now' || value === 'today') throw new Error('A message cannot use the current time')
    return Reflect.apply(handler, this, [value, ...rest])
  })
}

/** A template that escapes by itself is not escaped again. */
function escapeOnce(engine: Liquid, kind: TemplateKind): void {
  const asRaw = (handler: (value: unknown) => string): FilterImplOptions => ({ raw: true, handler })
  for (const name of ['escape', 'xml_escape', 'escape_once']) engine.registerFilter(name, asRaw(escapeValue[kind]))
  if (kind === 'html')
    engine.registerFilter(
      'newline_to_br',
      asRaw((value) => escapeHtml(value).replace(/\r?\n/g, '<br />\n')),
    )
  if (kind === 'url') for (const name of ['url_encode', 'cgi_escape', 'uri_escape']) engine.registerFilter(name, asRaw(encodeUrlPart))
}

/** As Liquid writes values. */
export function stringify(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(stringify).join('')
  // An object is `[object Object]` in Liquid too.
  return `${value as string | number | boolean}`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

export function escapeHtml(value: unknown): string {
  const text = stringify(value)
  // Most values need nothing, and looking is cheaper than replacing.
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => entities[character] ?? character) : text
}

function encodeUrlPart(value: unknown): string {
  return encodeURIComponent(stringify(value).replace(/\p{Surrogate}/gu, '\uFFFD'))
}
