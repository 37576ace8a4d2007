/**
 * What a reader's mail program or thumb could fetch from a message: pictures and links. Only those on this very
 * machine, since the sandbox plays the store's customers and must never call on the outside world.
 */

export interface MessageLinks {
  images: string[]
  /** Without the ones that unsubscribe or lead to the preferences. */
  links: string[]
}

const IMAGE = /<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)')/gi
const LINK = /<a\b[^>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi
const BARE_URL = /https?:\/\/[^\s<>"']+/g
/** `/u/` and `/p/` are where Regulars' own links lead to unsubscribe and to the preferences. */
const WAY_OUT = /unsubscribe|preferences|opt-?out|\/[up]\//i

export function isLoopbackUrl(value: string): boolean {
  try {
    const { protocol, hostname } = new URL(value)
    return (protocol === 'http:' || protocol === 'https:') && isLoopbackHost(hostname)
  } catch {
    return false
  }
}

export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** `besides` are URLs that count as a way out whatever they look like: those of the List-Unsubscribe header. */
export function findLinksInHtml(html: string, besides: readonly string[] = []): MessageLinks {
  return { images: collect(html, IMAGE, besides), links: collect(html, LINK, besides) }
}

export function findLinksInText(text: string): MessageLinks {
  return { images: [], links: collect(text, BARE_URL, []) }
}

/** Every link to click on, wherever it leads, the ways out among them; in their order. */
export function listLinks(content: { html: string } | { text: string }): string[] {
  const matches = 'html' in content ? content.html.matchAll(LINK) : content.text.matchAll(BARE_URL)
  const urls = [...matches].map((match) => (match[1] ?? match[2] ?? match[0]).replaceAll('&amp;', '&').trim())
  return [...new Set(urls.filter((url) => /^https?:/.test(url)))]
}

/** The https or http URI of a List-Unsubscribe header such as `<mailto:a@b>, <https://…>`. */
export function findOneClickUrl(header: string | undefined): string | undefined {
  return [...(header ?? '').matchAll(/<(https?:[^>]+)>/g)].map((match) => match[1]).find((url) => url !== undefined && isLoopbackUrl(url))
}

function collect(source: string, pattern: RegExp, besides: readonly string[]): string[] {
  const found = new Set<string>()
  for (const match of source.matchAll(pattern)) {
    const url = detach((match[1] ?? match[2] ?? match[0]).replaceAll('&amp;', '&').trim())
    if (isLoopbackUrl(url) && !besides.includes(url) && !WAY_OUT.test(url)) found.add(url)
  }
  return [...found]
}

/** A copy of its own: what a pattern matched would otherwise keep the whole message alive until it is fetched. */
function detach(text: string): string {
  return Buffer.from(text).toString()
}
