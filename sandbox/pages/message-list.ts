/** The list of what arrived: newest first, by channel and search, fifty at a time. */
import { CHANNELS, type Channel, type Item } from '../inbox-store.ts'
import { searchableText } from '../control/message-routes.ts'
import type { SandboxParts } from '../parts.ts'
import { readNotification } from '../push/push-request.ts'
import { html, type HtmlValue } from './html.ts'
import { renderTime } from './layout.ts'

const PAGE_SIZE = 50
const NAMES: Record<Channel, string> = { email: 'Email', sms: 'SMS', push: 'Push' }

/** What the list shows; carried along in every link so that opening a message keeps it. */
export interface ListView {
  channel?: Channel | undefined
  search: string
  page: number
}

export function readListView(query: URLSearchParams): ListView {
  const channel = CHANNELS.find((name) => name === query.get('channel'))
  return { channel, search: query.get('q')?.trim() ?? '', page: Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1) }
}

export function queryOf({ channel, search, page }: ListView, change: Partial<ListView> = {}): string {
  const view = { channel, search, page, ...change }
  const query = new URLSearchParams()
  if (view.channel) query.set('channel', view.channel)
  if (view.search) query.set('q', view.search)
  if (view.page > 1) query.set('page', String(view.page))
  return query.size > 0 ? `?${query.toString()}` : ''
}

export function renderList(parts: SandboxParts, view: ListView, openId?: string): HtmlValue {
  const wanted = view.search.toLowerCase()
  const all = parts.inbox.list(view.channel)
  const found = wanted === '' ? all : all.filter((item) => searchableText(item).toLowerCase().includes(wanted))
  const shown = found.slice((view.page - 1) * PAGE_SIZE, view.page * PAGE_SIZE)
  const now = parts.clock()
  return html`<section class="list" aria-label="Messages">
    <form class="search" action="/inbox" role="search">
      ${view.channel && html`<input type="hidden" name="channel" value="${view.channel}" />`}
      <input type="search" name="q" value="${view.search}" placeholder="Search recipient, subject, text" aria-label="Search messages" />
    </form>
    <nav class="chips" aria-label="Channel" data-live="chips">
      ${renderChip(
        view,
        undefined,
        'All',
        CHANNELS.reduce((sum, channel) => sum + parts.inbox.count(channel), 0),
      )}
      ${CHANNELS.map((channel) => renderChip(view, channel, NAMES[channel], parts.inbox.count(channel)))}
    </nav>
    <div data-live="rows">
      ${
        shown.length === 0
          ? renderEmpty(view)
          : html`<ul class="rows">
              ${shown.map((item) => renderRow(item, view, openId, now))}
            </ul>`
      }
      <nav class="pages" aria-label="Pages">
        ${view.page > 1 && html`<a href="/inbox${queryOf(view, { page: view.page - 1 })}" rel="prev">Newer</a>`}
        ${found.length > view.page * PAGE_SIZE && html`<a href="/inbox${queryOf(view, { page: view.page + 1 })}" rel="next">Older</a>`}
      </nav>
    </div>
  </section>`
}

function renderChip(view: ListView, channel: Channel | undefined, name: string, count: number): HtmlValue {
  return html`<a class="chip" href="/inbox${queryOf(view, { channel, page: 1 })}" ${view.channel === channel && html` aria-current="true"`}
    >${name} <span>${count.toLocaleString('en')}</span></a
  >`
}

function renderEmpty({ search }: ListView): HtmlValue {
  return search === ''
    ? html`<p class="empty">Nothing has arrived since the sandbox was started. Messages show up here the moment they are sent.</p>`
    : html`<p class="empty">Nothing matches “${search}”.</p>`
}

function renderRow(item: Item, view: ListView, openId: string | undefined, now: number): HtmlValue {
  const { who, what, href } = describe(item)
  return html`<li>
    <a class="row" href="${href}${queryOf(view)}" ${item.id === openId && html` aria-current="true"`}>
      <span class="icon ${item.channel}" role="img" aria-label="${NAMES[item.channel]}"></span>
      <span class="who">${who}</span>
      <span class="when">${renderTime(item.at, now)}</span>
      <span class="what">${what}</span>
      <span class="status ${item.status.replaceAll(/\W/g, '-')}">${item.status.replaceAll('_', ' ')}</span>
    </a>
  </li>`
}

function describe(item: Item): { who: string; what: string; href: string } {
  switch (item.channel) {
    case 'email':
      return { who: item.to, what: item.subject, href: `/inbox/email/${item.id}` }
    case 'sms':
      return {
        who: `+${item.phone}`,
        what: item.direction === 'inbound' ? `Customer: ${item.text}` : item.text,
        href: `/inbox/sms/${item.phone}`,
      }
    case 'push': {
      const { title, body } = readNotification(item.plaintext)
      return {
        who: title ?? 'Notification',
        what: body ?? (item.plaintext === undefined ? 'Could not be decrypted' : ''),
        href: `/inbox/push/${item.id}`,
      }
    }
  }
}
