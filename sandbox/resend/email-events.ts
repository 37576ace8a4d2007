/**
 * What becomes of an accepted email, as the events Resend reports: which ones, when each happens, and the body of
 * its webhook.
 */
import { randomUUID } from 'node:crypto'
import type { Outcome } from '../behaviour.ts'

export type EmailEventType =
  | 'email.sent'
  | 'email.delivered'
  | 'email.delivery_delayed'
  | 'email.bounced'
  | 'email.complained'
  | 'email.opened'
  | 'email.clicked'
  | 'email.failed'
  | 'email.suppressed'

export interface SentEmail {
  id: string
  from: string
  to: string[]
  subject: string
  tags: Record<string, string>
  createdAt: number
}

export interface EmailEvent {
  type: EmailEventType
  /** After acceptance, in units of the receipt delay. */
  after: number
}

const COURSES: Record<Outcome, EmailEvent[]> = {
  delivered: [
    { type: 'email.sent', after: 0.1 },
    { type: 'email.delivered', after: 1 },
  ],
  delayed: [
    { type: 'email.sent', after: 0.1 },
    { type: 'email.delivery_delayed', after: 1 },
    { type: 'email.delivered', after: 4 },
  ],
  bounced: [
    { type: 'email.sent', after: 0.1 },
    { type: 'email.bounced', after: 1 },
  ],
  soft_bounced: [
    { type: 'email.sent', after: 0.1 },
    { type: 'email.bounced', after: 1 },
  ],
  complained: [
    { type: 'email.sent', after: 0.1 },
    { type: 'email.delivered', after: 1 },
    { type: 'email.complained', after: 4 },
  ],
  failed: [{ type: 'email.failed', after: 0.1 }],
  suppressed: [{ type: 'email.suppressed', after: 0.1 }],
  silent: [{ type: 'email.sent', after: 0.1 }],
}

export function eventsOf(outcome: Outcome): EmailEvent[] {
  return COURSES[outcome]
}

export interface EventDetails {
  isSoft?: boolean
  link?: string
  userAgent?: string
}

/** The webhook's body as Resend writes it. */
export function renderEmailEvent(type: EmailEventType, email: SentEmail, at: number, details: EventDetails = {}): string {
  const timestamp = new Date(at).toISOString()
  return JSON.stringify({
    type,
    created_at: timestamp,
    data: {
      created_at: new Date(email.createdAt).toISOString(),
      email_id: email.id,
      message_id: `<${email.id}@resend.sandbox>`,
      from: email.from,
      to: email.to,
      subject: email.subject,
      ...(Object.keys(email.tags).length > 0 && { tags: email.tags }),
      ...particularsOf(type, timestamp, details),
    },
  })
}

function particularsOf(type: EmailEventType, timestamp: string, { isSoft, link, userAgent }: EventDetails): object {
  const visit = { ipAddress: '127.0.0.1', timestamp, userAgent: userAgent ?? '' }
  switch (type) {
    case 'email.bounced':
      return {
        bounce:
          isSoft === true
            ? {
                type: 'Transient',
                subType: 'MailboxFull',
                message: "The recipient's mailbox is full.",
                diagnosticCode: ['smtp; 452 4.2.2 Mailbox full'],
              }
            : {
                type: 'Permanent',
                subType: 'General',
                message: "The recipient's mail server permanently rejected the email.",
                diagnosticCode: ['smtp; 550 5.1.1 User unknown'],
              },
      }
    case 'email.opened':
      return { open: visit }
    case 'email.clicked':
      return { click: { ...visit, link: link ?? '' } }
    case 'email.failed':
      return { failed: { reason: 'reached_daily_quota' } }
    case 'email.suppressed':
      return { suppressed: { type: 'OnAccountSuppressionList', message: 'The recipient is on the suppression list of the account.' } }
    case 'email.sent':
    case 'email.delivered':
    case 'email.delivery_delayed':
    case 'email.complained':
      return {}
  }
}

export function newWebhookId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`
}
