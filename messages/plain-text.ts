/** The text part of an email, made from its HTML: the same words, links and merge fields, without what only decorates. */
import { compile } from 'html-to-text'
import { findLiquid, replaceRanges } from './liquid-source.ts'

/** Liquid goes through the conversion as words that nothing changes. */
const wordPattern = /\uE000(\d+)\uE001/g

const convert = compile({
  wordwrap: false,
  formatters: {
    // The address of a picture says nothing to a reader.
    alternative: (element, _walk, builder) => builder.addInline(String(element.attribs?.alt ?? '')),
  },
  selectors: [
    { selector: 'a', options: { linkBrackets: ['<', '>'], ignoreHref: false } },
    { selector: 'img', format: 'alternative' },
    { selector: '[style*="display:none"]', format: 'skip' },
    { selector: '[style*="display: none"]', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
})

/** @throws LiquidError where the source cannot be read as Liquid */
export function makePlainText(html: string): string {
  const ranges = findLiquid(html)
  const words = replaceRanges(
    html,
    ranges.map((range, number) => ({ ...range, text: `\uE000${number}\uE001` })),
  )
  return convert(words)
    .replaceAll('\u00A0', ' ')
    .replace(wordPattern, (_, number: string) => {
      const range = ranges[Number(number)]
      return range === undefined ? '' : html.slice(range.start, range.end)
    })
    .trim()
}
