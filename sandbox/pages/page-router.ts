/** Which page answers which address, and the forms on them. Forms are taken from pages of this machine alone. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Controls } from '../control/route.ts'
import { readBody, replyJson, writeReply, type Reply } from '../http-exchange.ts'
import type { EmailEventType } from '../resend/email-events.ts'
import { readEmailFacts } from '../resend/retrieved-email.ts'
import { isOwnOrigin } from '../same-machine.ts'
import { renderEmail, replyEmailBody } from './email-view.ts'
import { applyBehaviour, applySwitches, renderFaults } from './faults-page.ts'
import { applyGroupForm, renderGroups } from './groups-page.ts'
import { html, type HtmlValue } from './html.ts'
import { replyPage, replyRedirect, SECURITY_HEADERS } from './layout.ts'
import { LIVE_SCRIPT } from './live-script.ts'
import { readListView, renderList } from './message-list.ts'
import { renderConversation, renderPush } from './phone-views.ts'
import { STYLESHEET } from './stylesheet.ts'

const FORM_LIMIT_BYTES = 64 * 1024
const ANNOUNCED: readonly EmailEventType[] = ['email.delivered', 'email.bounced', 'email.complained']

interface PageRequest {
  request: IncomingMessage
  response: ServerResponse
  pathname: string
  query: URLSearchParams
}

export async function servePage({ request, response, pathname, query }: PageRequest, controls: Controls): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD') return writeReply(response, showPage(pathname, query, controls))
  if (request.method !== 'POST') return writeReply(response, replyJson(405, { error: 'method_not_allowed' }))
  const origin = request.headers.origin
  if (origin !== undefined && !isOwnOrigin(origin)) return writeReply(response, replyJson(403, { error: 'forbidden' }))
  const body = await readBody(request, FORM_LIMIT_BYTES)
  if (!body) return writeReply(response, replyJson(413, { error: 'too_large' }))
  writeReply(response, await takeForm(pathname, new URLSearchParams(body.toString('utf8')), controls))
}

function showPage(pathname: string, query: URLSearchParams, controls: Controls): Reply {
  const { parts } = controls
  const [, room = '', kind = '', id = '', rest] = pathname.split('/')
  const now = parts.clock()
  const hasFaults = parts.faults.list().faults.length > 0
  if (pathname === '/') return replyRedirect('/inbox')
  if (pathname === '/faults') return replyPage({ title: 'Faults', current: 'faults', hasFaults, body: renderFaults(parts) })
  if (pathname === '/groups') return replyPage({ title: 'Groups', current: 'groups', hasFaults, body: renderGroups(controls.storeAdmin) })
  if (room !== 'inbox') return replyJson(404, { error: 'not_found' })
  if (kind === 'assets') return replyAsset(id)
  const view = readListView(query)
  const show = (title: string, message: HtmlValue, openId?: string, status = 200) => {
    // On a phone there is room for one of the two: the message, once there is one to show.
    const isOpen = openId !== undefined || status !== 200
    return replyPage(
      {
        title,
        current: 'inbox',
        hasFaults,
        body: html`${renderList(parts, view, openId)}
          <section class="pane${isOpen && ' open'}">${message}</section>`,
      },
      status,
    )
  }
  if (kind === '') return show('Inbox', html`<p class="empty">Choose a message to read it.</p>`)
  if (kind === 'email') {
    const email = parts.inbox.email(id)
    if (email) return rest === 'body' ? replyEmailBody(email) : show(email.subject, renderEmail(email, view, query, now), id)
  }
  if (kind === 'sms') {
    const phone = decodePhone(id)
    const messages = parts.inbox.smsOf(phone)
    const last = messages.at(-1)
    if (last) return show(`+${phone}`, renderConversation(phone, messages, view, now), last.id)
  }
  const push = kind === 'push' ? parts.inbox.push(id) : undefined
  if (push) return show('Push', renderPush(push, view, now), id)
  return show('Not found', html`<p class="empty">This message is no longer here: the inbox keeps the latest ones only.</p>`, undefined, 404)
}

async function takeForm(pathname: string, form: URLSearchParams, controls: Controls): Promise<Reply> {
  const { parts, announce, receive } = controls
  if (pathname === '/faults/switches') applySwitches(form, parts)
  if (pathname === '/faults/behaviour') applyBehaviour(form, parts)
  if (pathname === '/faults/flush') await parts.queue.flush()
  if (pathname.startsWith('/faults/')) return replyRedirect('/faults')

  if (pathname.startsWith('/groups/')) {
    applyGroupForm(pathname, form, controls.storeAdmin)
    return replyRedirect('/groups')
  }

  const [, , kind = '', id = '', action] = pathname.split('/')
  if (kind === 'sms' && action === 'replies') {
    const text = (form.get('quick') ?? form.get('text') ?? '').trim()
    const phone = decodePhone(id)
    if (text !== '' && parts.inbox.smsOf(phone).length > 0) await receive({ from: phone, to: form.get('to') ?? '', text })
    return replyRedirect(`/inbox/sms/${phone}`)
  }
  const email = kind === 'email' && action === 'events' ? parts.inbox.email(id) : undefined
  const type = ANNOUNCED.find((name) => name === form.get('type'))
  if (!email || type === undefined) return replyJson(404, { error: 'not_found' })
  await announce(type, readEmailFacts(email))
  parts.inbox.note(email, parts.clock(), type.slice('email.'.length), type.slice('email.'.length))
  return replyRedirect(`/inbox/email/${id}`)
}

/** The digits of a phone number out of a path; anything else finds no conversation. */
function decodePhone(segment: string): string {
  return segment.replaceAll(/\D/g, '')
}

function replyAsset(name: string): Reply {
  const asset = { 'style.css': ['text/css', STYLESHEET], 'live.js': ['text/javascript', LIVE_SCRIPT] }[name]
  if (!asset) return replyJson(404, { error: 'not_found' })
  const [type, body = ''] = asset
  return { status: 200, headers: { ...SECURITY_HEADERS, 'content-type': `${type}; charset=utf-8` }, body }
}
