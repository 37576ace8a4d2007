/** The places in a message's HTML that matter to a send: the links that a reader can follow, and where its body begins and ends. */
import { QuoteType, Tokenizer } from 'htmlparser2'
import { maskLiquid } from './liquid-source.ts'

export interface HtmlLink {
  /** The whole attribute, name and quotes included. */
  start: number
  end: number
  /** As a browser reads it, its Liquid as it stands in the source. */
  address: string
}

export interface HtmlOutline {
  links: HtmlLink[]
  /** Where the visible content begins and ends. */
  bodyStart: number
  bodyEnd: number
}

const linkTags = new Set(['a', 'area'])

/** @throws LiquidError where the source cannot be read as Liquid */
export function outlineHtml(source: string): HtmlOutline {
  const masked = maskLiquid(source)
  const links: HtmlLink[] = []
  let tag = ''
  let attribute = { name: '', start: 0, address: '' }
  let bodyStart: number | undefined
  let bodyEnd: number | undefined
  /** The end of the last of what comes before a body that is not written out. */
  let headEnd = 0

  const endTag = (end: number) => {
    if (tag === 'body') bodyStart ??= end + 1
    if (tag === 'html') headEnd = end + 1
  }
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname: (start, end) => void (tag = masked.slice(start, end).toLowerCase()),
      onopentagend: endTag,
      onselfclosingtag: endTag,
      onclosetag: (start, end) => {
        const name = masked.slice(start, end).toLowerCase()
        if (name === 'head') headEnd = Math.max(headEnd, masked.indexOf('>', end) + 1)
        if (name === 'body' || (name === 'html' && bodyEnd === undefined)) bodyEnd = start - 2
      },
      onattribname: (start, end) => void (attribute = { name: masked.slice(start, end).toLowerCase(), start, address: '' }),
      onattribdata: (start, end) => void (attribute.address += source.slice(start, end)),
      onattribentity: (codepoint) => void (attribute.address += String.fromCodePoint(codepoint)),
      onattribend: (quote, end) => {
        const { name, start, address } = attribute
        if (quote !== QuoteType.NoValue && name === 'href' && linkTags.has(tag)) links.push({ start, end, address })
      },
      ondeclaration: (_start, end) => void (headEnd = Math.max(headEnd, end + 1)),
      oncdata: ignore,
      oncomment: ignore,
      onend: ignore,
      onprocessinginstruction: ignore,
      ontext: ignore,
      ontextentity: ignore,
    },
  )
  tokenizer.write(masked)
  tokenizer.end()
  const start = bodyStart ?? headEnd
  return { links, bodyStart: start, bodyEnd: Math.max(bodyEnd ?? source.length, start) }
}

function ignore(): void {}
