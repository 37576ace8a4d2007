/** Consent and suppressions in words. */
import type { ConsentStatus } from '../customers/customer-queries.ts'
import type { Tone } from './outcomes.ts'

export const consentStatuses: Record<ConsentStatus, { label: string; tone: Tone }> = {
  subscribed: { label: 'Subscribed', tone: 'good' },
  pending: { label: 'Asked, not confirmed', tone: 'warn' },
  never: { label: 'Never asked', tone: 'quiet' },
  unsubscribed: { label: 'Unsubscribed', tone: 'bad' },
}

const suppressionReasons: Record<string, string> = {
  hard_bounce: 'A message to it bounced for good',
  complaint: 'A message to it was called spam',
  stop: 'STOP was replied',
  blacklist: 'It was put on the blacklist',
  invalid: 'It does not exist',
  soft_bounces: 'Messages to it bounced again and again',
}

export function describeSuppression(reason: string): string {
  return suppressionReasons[reason] ?? reason.replaceAll('_', ' ')
}

const sources: Record<string, string> = {
  api: 'the API',
  import: 'an import',
  one_click: 'one click in the mail program',
  unsubscribe_link: 'the unsubscribe link',
  preference_page: 'the preference page',
  sms_keyword: 'a reply by SMS',
  push_page: 'the page for push messages',
  complaint: 'a complaint',
  address_changed: 'a change of the address',
}

/** Where something was said: `operator: by phone` and what a store calls its own forms stay as they are. */
export function describeSource(source: string): string {
  return sources[source] ?? source.replaceAll('_', ' ')
}
