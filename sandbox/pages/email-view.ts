/**
 * One email: who, when, what became of it, and its HTML, text and headers. The HTML is shown in a frame that may
 * run nothing and whose links open in a tab of their own; like any mail program the frame fetches the pictures,
 * so that looking at a message here counts as opening it.
 */
import type { Reply } from '../http-exchange.ts'
import type { EmailItem, Item } from '../inbox-store.ts'
import { readSentEmail } from '../resend/retrieved-email.ts'
import { html, linkify, type HtmlValue } from './html.ts'
import { LOCAL_PICTURES, renderTime, SECURITY_HEADERS } from './layout.ts'
import { queryOf, type ListView } from './message-list.ts'

const TABS = ['html', 'text', 'headers'] as const
type Tab = (typeof TABS)[number]
const TAB_NAMES: Record<Tab, string> = { html: 'HTML', text: 'Text', headers: 'Headers' }

export function renderEmail(item: EmailItem, view: ListView, query: URLSearchParams, now: number): HtmlValue {
  const email = readSentEmail(item)
  const present = TABS.filter((tab) => tab === 'headers' || typeof email[tab] === 'string')
  const tab = present.find((name) => name === query.get('tab')) ?? present[0] ?? 'headers'
  const isPhone = query.get('width') === 'phone'
  const linkTo = (name: Tab, phone: boolean) => {
    const base = queryOf(view)
    return `/inbox/email/${item.id}${base}${base === '' ? '?' : '&'}tab=${name}${phone ? '&width=phone' : ''}`
  }
  return html`<article class="message" aria-label="Email">
    <a class="back" href="/inbox${queryOf(view)}">All messages</a>
    <h1>${item.subject}</h1>
    <dl class="facts">
      <div>
        <dt>From</dt>
        <dd>${item.from}</dd>
      </div>
      <div>
        <dt>To</dt>
        <dd>${item.to}</dd>
      </div>
      <div>
        <dt>Arrived</dt>
        <dd>${renderTime(item.at, now)}</dd>
      </div>
    </dl>
    ${renderEvents(item, now)}
    <div class="tabs">
      <nav aria-label="Parts of the email">
        ${present.map((name) => html`<a href="${linkTo(name, isPhone)}" ${name === tab && html` aria-current="true"`}>${TAB_NAMES[name]}</a>`)}
      </nav>
      ${tab === 'html' && html`<a class="width" href="${linkTo('html', !isPhone)}">${isPhone ? 'Desktop width' : 'Phone width'}</a>`}
    </div>
    ${tab === 'html' && html`<iframe class="body${isPhone && ' phone'}" src="/inbox/email/${item.id}/body" sandbox="allow-popups allow-popups-to-escape-sandbox" title="The email as it looks"></iframe>`}
    ${tab === 'text' && html`<pre class="body">${linkify(String(email.text))}</pre>`} ${tab === 'headers' && renderHeaders(item, email)}
    <form class="act" method="post" action="/inbox/email/${item.id}/events">
      <span>Tell the store that it was</span>
      <button name="type" value="email.delivered">delivered</button>
      <button name="type" value="email.bounced">bounced</button>
      <button name="type" value="email.complained">marked as spam</button>
    </form>
  </article>`
}

/** What happened to a message so far. */
export function renderEvents(item: Item, now: number): HtmlValue {
  return html`<ol class="events" data-live="events" aria-label="What happened">
    <li>accepted ${renderTime(item.at, now)}</li>
    ${(item.events ?? []).map(({ at, what }) => html`<li>${what.replaceAll('_', ' ')} ${renderTime(at, now)}</li>`)}
  </ol>`
}

function renderHeaders(item: EmailItem, email: Record<string, unknown>): HtmlValue {
  const custom = Object.entries((email.headers ?? {}) as Record<string, unknown>)
  const tags = ((email.tags ?? []) as { name: string; value: string }[]).map(({ name, value }) => `${name}=${value}`).join('  ')
  const rows: [string, unknown][] = [
    ['From', email.from],
    ['To', email.to],
    ['Cc', email.cc],
    ['Bcc', email.bcc],
    ['Reply-To', email.reply_to],
    ['Subject', email.subject],
    ...custom,
    ['Message-ID', `<${item.id}@resend.sandbox>`],
    ['Tags', tags],
  ]
  const filled = rows.filter(([, value]) => value !== undefined && value !== null && value !== '')
  return html`<table class="headers">
    <tbody>
      ${filled.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${[value].flat().join(', ')}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

/** The document inside the frame. */
export function replyEmailBody(item: EmailItem): Reply {
  const source = readSentEmail(item).html
  const text = typeof source === 'string' ? source : ''
  // Links would otherwise open within the frame, which has no scripts, no forms and no origin.
  const head = /<head\b[^>]*>/i.exec(text)
  const base = '<base target="_blank">'
  const body = head ? text.slice(0, head.index + head[0].length) + base + text.slice(head.index + head[0].length) : base + text
  const policy = `sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src ${LOCAL_PICTURES}; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, ...SECURITY_HEADERS },
    body,
  }
}
