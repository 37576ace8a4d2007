/**
 * `GET /emails/:id`: the email as Resend gives it back. While it is still in the inbox with its bodies; after that
 * from the log, without them.
 */
import { isRecord, parseJson, replyJson, type Reply } from '../http-exchange.ts'
import type { EmailItem } from '../inbox-store.ts'
import type { SandboxParts } from '../parts.ts'
import type { SentEmail } from './email-events.ts'
import { validateEmail } from './email-validation.ts'
import { replyResendError } from './resend-errors.ts'

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** The email as it was sent, parsed out of the request that brought it. */
export function readSentEmail(item: EmailItem): Record<string, unknown> {
  const parsed = parseJson(item.body)
  const email: unknown = item.index >= 0 && Array.isArray(parsed) ? parsed[item.index] : parsed
  return isRecord(email) ? email : {}
}

/** What webhooks say about an email of the inbox. */
export function readEmailFacts(item: EmailItem): SentEmail {
  const checked = validateEmail(readSentEmail(item), item.index >= 0)
  const { to, tags } = 'valid' in checked ? checked.valid : { to: [item.to], tags: {} }
  return { id: item.id, from: item.from, to, subject: item.subject, tags, createdAt: item.at }
}

export async function retrieveEmail(parts: SandboxParts, id: string): Promise<Reply> {
  if (!UUID.test(id)) return replyResendError({ name: 'invalid_parameter' })
  const item = parts.inbox.email(id)
  if (item) return replyJson(200, renderEmail(item))
  for await (const entry of parts.log.read()) {
    if (entry.provider !== 'resend' || entry.id !== id) continue
    const tags = Object.entries(entry.tags ?? {}).map(([name, value]) => ({ name, value }))
    return replyJson(200, { ...BLANK, id, to: entry.to.split(', '), created_at: entry.acceptedAt, tags })
  }
  return replyResendError({ name: 'not_found', message: 'Email not found' })
}

const BLANK = {
  object: 'email',
  from: '',
  subject: '',
  html: null,
  text: null,
  cc: null,
  bcc: null,
  reply_to: null,
  scheduled_at: null,
  last_event: 'sent',
}

function renderEmail(item: EmailItem): object {
  const sent = readSentEmail(item)
  const list = (value: unknown) => (value === undefined || value === null ? null : [value].flat())
  return {
    ...BLANK,
    id: item.id,
    message_id: `<${item.id}@resend.sandbox>`,
    from: item.from,
    to: list(sent.to),
    subject: item.subject,
    html: sent.html ?? null,
    text: sent.text ?? null,
    cc: list(sent.cc),
    bcc: list(sent.bcc),
    reply_to: list(sent.reply_to),
    tags: sent.tags ?? [],
    created_at: new Date(item.at).toISOString(),
    last_event: item.status === 'accepted' ? 'queued' : item.status === 'unsubscribed' ? 'clicked' : item.status,
  }
}
