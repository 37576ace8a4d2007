/** Freezes an email: tracked links, preheader and open pixel in place, a footer where the law's two lines are missing, and a text part in any case. */
import type { EmailMessage } from '../domain/messages.ts'
import { formatHtmlFooter, formatTextFooter, type FooterLines } from './email-footer.ts'
import { checkLine, type Draft } from './message-draft.ts'
import { outlineHtml } from './html-outline.ts'
import { takeTextLinks } from './link-list.ts'
import { escapeHtml } from './liquid-engine.ts'
import { type Edit, mapAroundLiquid, replaceRanges } from './liquid-source.ts'
import { makePlainText } from './plain-text.ts'
import type { TemplateUse } from './template-check.ts'

/** Gmail cuts a message off there. */
const clippedBeyondBytes = 102_400

export function freezeEmail(message: EmailMessage, draft: Draft): EmailMessage | undefined {
  const { problems, store } = draft
  checkLine(message.subject, 'subject', problems)
  if (message.html.trim() === '') problems.push({ level: 'error', code: 'empty', part: 'html', message: 'This cannot be empty' })
  draft.check(message.subject, 'text', 'subject')
  draft.check(message.preheader ?? '', 'html', 'preheader')
  const htmlUse = draft.check(message.html, 'html', 'html')
  const textUse = message.text === undefined ? undefined : draft.check(message.text, 'text', 'text')
  if (problems.some(({ code }) => code === 'liquid_syntax' || code === 'too_long')) return undefined

  const html = freezeHtml(message, htmlUse, draft)
  const text = message.text === undefined ? makeText(html.withoutDecoration, draft) : freezeText(message.text, textUse, draft)
  if (Buffer.byteLength(html.whole) > clippedBeyondBytes) {
    problems.push({
      level: 'warning',
      code: 'clipped_by_mailboxes',
      part: 'html',
      message: 'Gmail shows the first 102 KB of an email only',
    })
  }
  const replyTo = message.replyTo ?? store.replyTo ?? undefined
  return { ...message, html: html.whole, text, from: message.from ?? store.sender, ...(replyTo !== undefined && { replyTo }) }
}

function freezeHtml({ html, preheader }: EmailMessage, use: TemplateUse, draft: Draft) {
  const outline = outlineHtml(html)
  const edits: Edit[] = []
  for (const { start, end, address } of outline.links) {
    const field = draft.links.take(address, { part: 'html', source: html, offset: start })
    if (field !== undefined) edits.push({ start, end, text: `href="${field}"` })
  }
  const { bodyStart, bodyEnd } = outline
  // A link that can be followed, and not just the name: in a comment it helps nobody.
  const hasUnsubscribe = outline.links.some(({ address }) => address.includes('unsubscribe_url'))
  const missing = { ...findMissing(html, use, draft), unsubscribe: !hasUnsubscribe }
  edits.push({ start: bodyEnd, end: bodyEnd, text: formatHtmlFooter(missing) })
  const atStart: Edit = { start: bodyStart, end: bodyStart, text: formatPreheader(preheader) }
  const atEnd: Edit = {
    start: bodyEnd,
    end: bodyEnd,
    text: '<img src="{{ open_pixel_url }}" width="1" height="1" alt="" style="display:none">',
  }
  if (missing.unsubscribe || missing.address) {
    draft.problems.push({
      level: 'info',
      code: 'footer_added',
      part: 'html',
      message: 'A footer with an unsubscribe link and the postal address completes the message',
    })
  }
  return { whole: replaceRanges(html, [atStart, ...edits, atEnd]), withoutDecoration: replaceRanges(html, edits) }
}

/** Shown beside the subject in a list of messages, and nowhere in the message. */
function formatPreheader(preheader: string | undefined): string {
  if (!preheader?.trim()) return ''
  const text = mapAroundLiquid(preheader.trim(), escapeHtml)
  return `<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all">${text}</div>`
}

function makeText(html: string, draft: Draft): string {
  draft.problems.push({ level: 'info', code: 'text_made_from_html', part: 'text', message: 'The text part is made from the HTML' })
  return makePlainText(html)
}

function freezeText(text: string, use: TemplateUse | undefined, draft: Draft): string {
  const missing = findMissing(text, use, draft)
  return takeTextLinks(text, 'text', draft.links) + formatTextFooter(missing)
}

function findMissing(source: string, use: TemplateUse | undefined, { store }: Draft): FooterLines {
  const collapse = (text: string) => text.replace(/\s+/g, ' ')
  return {
    unsubscribe: !use?.otherFields.has('unsubscribe_url'),
    address: !use?.otherFields.has('store.postal_address') && !collapse(source).includes(collapse(store.postalAddress)),
  }
}
