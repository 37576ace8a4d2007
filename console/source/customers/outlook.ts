/** Whether a channel may be used, as a sentence: `From Tue 24 Nov, 08:00`. */
import { channelsInText } from '../words/broadcasts.ts'
import { consentStatuses } from '../words/consents.ts'
import type { Tone } from '../words/outcomes.ts'
import type { ChannelStanding } from './customer-queries.ts'

const waits: Record<string, string> = { cooldown: 'the cooldown after the last message', quiet_hours: 'the customer’s night' }

export interface OutlookWords {
  label: string
  tone: Tone
  why: string | null
}

export function describeOutlook({ may, from, reasons, channel, consent }: ChannelStanding, timeZone: string): OutlookWords {
  if (may === 'now') return { label: 'Yes, now', tone: 'good', why: null }
  if (may === 'later') {
    const why = reasons.map((reason) => waits[reason] ?? reason.replaceAll('_', ' ')).join(', then ')
    return { label: from === null ? 'Later' : `From ${formatWeekday(from, timeZone)}`, tone: 'busy', why: `Not before the end of ${why}.` }
  }
  switch (reasons[0]) {
    case 'no_address':
      return {
        label: 'No',
        tone: 'quiet',
        why: channel === 'push' ? 'No device has allowed it.' : `There is no address for ${channelsInText[channel]}.`,
      }
    case 'suppressed':
      return { label: 'No', tone: 'bad', why: 'The address must not be written to, whatever was agreed.' }
    case 'not_subscribed':
      return {
        label: consentStatuses[consent].label,
        tone: consent === 'unsubscribed' ? 'bad' : 'quiet',
        why: 'Not subscribed to this channel.',
      }
    default:
      return { label: 'No', tone: 'quiet', why: reasons.map((reason) => reason.replaceAll('_', ' ')).join(', ') }
  }
}

function formatWeekday(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(instant))
}
