/** What happens to a message in the sandbox, in words. */
import type { ActName } from '../inbox/inbox-queries.ts'
import type { Tone } from './outcomes.ts'

/** What a reader does, and what a provider tells. */
export const readerActs: Partial<Record<ActName, string>> = {
  opened: 'Open it',
  clicked: 'Click the link',
  replied: 'Reply',
  unsubscribed: 'Unsubscribe with one click',
  complained: 'Mark it as spam',
}

export const providerActs: Partial<Record<ActName, string>> = {
  delivered: 'Delivered',
  soft_bounced: 'Bounced for now: the mailbox is full',
  bounced: 'Bounced for good',
  undeliverable: 'Could not be delivered',
  rejected: 'Rejected',
}

const statuses: Record<string, { label: string; tone: Tone }> = {
  accepted: { label: 'Accepted', tone: 'busy' },
  submitted: { label: 'Submitted', tone: 'busy' },
  sent: { label: 'Sent', tone: 'busy' },
  waiting: { label: 'Waits for the device', tone: 'busy' },
  shown: { label: 'Shown', tone: 'good' },
  received: { label: 'From a customer', tone: 'quiet' },
  delivered: { label: 'Delivered', tone: 'good' },
  opened: { label: 'Opened', tone: 'good' },
  clicked: { label: 'Clicked', tone: 'good' },
  unsubscribed: { label: 'Unsubscribed', tone: 'warn' },
  delivery_delayed: { label: 'Delayed', tone: 'warn' },
  soft_bounced: { label: 'Bounced for now', tone: 'warn' },
  bounced: { label: 'Bounced', tone: 'bad' },
  complained: { label: 'Marked as spam', tone: 'bad' },
  undeliverable: { label: 'Undeliverable', tone: 'bad' },
  rejected: { label: 'Rejected', tone: 'bad' },
  failed: { label: 'Failed', tone: 'bad' },
  suppressed: { label: 'Suppressed', tone: 'bad' },
  scanned: { label: 'Scanned by a machine', tone: 'quiet' },
  replaced: { label: 'Replaced by a newer one', tone: 'quiet' },
  expired: { label: 'Expired', tone: 'quiet' },
  undecryptable: { label: 'Could not be decrypted', tone: 'bad' },
}

/** What is not known reads as it is written. */
export function describeMessageStatus(status: string): { label: string; tone: Tone } {
  return statuses[status] ?? { label: status.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase()), tone: 'quiet' }
}

/** What the store answered the webhook of an act. */
export function describePlayed(storeStatus: number | null): string {
  if (storeStatus === null) return 'Done, as a reader would.'
  if (storeStatus === 0) return 'The webhook was not answered.'
  return storeStatus < 300 ? 'The webhook was taken.' : `The webhook was answered with ${storeStatus}.`
}
