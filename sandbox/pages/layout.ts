/**
 * The frame of every page: head, navigation, and a content security policy that loads nothing from anywhere but
 * this sandbox (pictures from this machine excepted).
 */
import type { Reply } from '../http-exchange.ts'
import { html, type HtmlValue } from './html.ts'

export const LOCAL_PICTURES = 'data: http://127.0.0.1:* http://localhost:*'

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  `img-src 'self' ${LOCAL_PICTURES}`,
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const SECURITY_HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cache-control': 'no-store' }

export function replyPage(
  page: { title: string; current: 'inbox' | 'groups' | 'faults'; hasFaults: boolean; body: HtmlValue },
  status = 200,
): Reply {
  const { title, current, hasFaults, body } = page
  const text = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/inbox/assets/style.css" />
        <script src="/inbox/assets/live.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="bar">
          <a class="brand" href="/inbox">Sandbox</a>
          <nav aria-label="Sections">
            <a href="/inbox" ${current === 'inbox' && ARIA_CURRENT}>Inbox</a>
            <a href="/groups" ${current === 'groups' && ARIA_CURRENT}>Groups</a>
            <a href="/faults" ${current === 'faults' && ARIA_CURRENT}
              >Faults${hasFaults && html` <span class="dot" role="img" aria-label="some are on"></span>`}</a
            >
          </nav>
          <p class="hint">Nothing here leaves this machine.</p>
        </header>
        <main id="main" class="${current}">${body}</main>
      </body>
    </html> `.text
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY, ...SECURITY_HEADERS },
    body: text,
  }
}

const ARIA_CURRENT = html` aria-current="page"`

/** `14:05:09` today, `3 Nov, 14:05` before; the whole instant on hover. */
export function renderTime(at: number, now: number): HtmlValue {
  const date = new Date(at)
  const isToday = date.toDateString() === new Date(now).toDateString()
  const text = isToday
    ? date.toLocaleTimeString('en-GB')
    : date.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
  return html`<time datetime="${date.toISOString()}" title="${date.toISOString()}">${text}</time>`
}

export function replyRedirect(location: string): Reply {
  return { status: 303, headers: { location, ...SECURITY_HEADERS } }
}
