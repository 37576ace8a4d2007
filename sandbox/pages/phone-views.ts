/** What a phone shows: a conversation by SMS, with a box to answer as the customer, and a push notification. */
import type { PushItem, SmsItem } from '../inbox-store.ts'
import { readNotification } from '../push/push-request.ts'
import { isLoopbackUrl } from '../readers/message-links.ts'
import { renderEvents } from './email-view.ts'
import { html, linkify, type HtmlValue } from './html.ts'
import { renderTime } from './layout.ts'
import { queryOf, type ListView } from './message-list.ts'

const QUICK_ANSWERS = ['STOP', 'START', 'HELP']

/** `messages` oldest first, all of one customer. */
export function renderConversation(phone: string, messages: SmsItem[], view: ListView, now: number): HtmlValue {
  const sender = messages.at(-1)?.sender ?? ''
  return html`<article class="message" aria-label="Conversation">
    <a class="back" href="/inbox${queryOf(view)}">All messages</a>
    <h1>+${phone}</h1>
    <p class="sub">with ${sender}</p>
    <ol class="bubbles" data-live="bubbles">
      ${messages.map((message) => renderBubble(message, now))}
    </ol>
    <form class="reply" method="post" action="/inbox/sms/${phone}/replies">
      <input type="hidden" name="to" value="${sender}" />
      <input name="text" aria-label="Answer as the customer" placeholder="Answer as the customer" maxlength="1600" autocomplete="off" />
      <button>Send</button>
      <span class="quick">${QUICK_ANSWERS.map((word) => html`<button name="quick" value="${word}">${word}</button>`)}</span>
    </form>
  </article>`
}

function renderBubble({ direction, text, at, status, parts, clientRef }: SmsItem, now: number): HtmlValue {
  const isOutbound = direction === 'outbound'
  return html`<li class="bubble ${direction}">
    <p>${linkify(text)}</p>
    <p class="meta">
      ${renderTime(at, now)}${isOutbound && ` · ${status.replaceAll('_', ' ')} · ${parts === 1 ? '1 part' : `${parts} parts`}`}${clientRef !== undefined && html` · <code>${clientRef}</code>`}
    </p>
  </li>`
}

export function renderPush(item: PushItem, view: ListView, now: number): HtmlValue {
  const { title, body, url, icon } = readNotification(item.plaintext)
  return html`<article class="message" aria-label="Push notification">
    <a class="back" href="/inbox${queryOf(view)}">All messages</a>
    <h1>${title ?? 'Notification'}</h1>
    <div class="device">
      <div class="notification">
        ${icon !== undefined && isLoopbackUrl(icon) ? html`<img src="${icon}" alt="" width="40" height="40" />` : html`<span class="icon push" aria-hidden="true"></span>`}
        <div>
          <strong>${title ?? 'Notification'}</strong>
          <p>${item.plaintext === undefined ? 'This message could not be decrypted; a device would show nothing.' : (body ?? '')}</p>
          ${url !== undefined && /^https?:/i.test(url) && html`<a href="${url}" target="_blank" rel="noopener noreferrer">Tap: ${url}</a>`}
        </div>
      </div>
    </div>
    ${renderEvents(item, now)}
    <dl class="facts">
      <div>
        <dt>Topic</dt>
        <dd>${item.topic ?? 'none'}</dd>
      </div>
      <div>
        <dt>Tag</dt>
        <dd>${item.tag ?? 'none'}</dd>
      </div>
      <div>
        <dt>Urgency</dt>
        <dd>${item.urgency}</dd>
      </div>
      <div>
        <dt>TTL</dt>
        <dd>${item.ttlSeconds} s</dd>
      </div>
      <div>
        <dt>Subscription</dt>
        <dd>${item.subscriptionId}</dd>
      </div>
    </dl>
    <pre class="body">${item.plaintext ?? ''}</pre>
  </article>`
}
