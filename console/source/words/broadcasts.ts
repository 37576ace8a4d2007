/** Broadcasts in words: their states, channels and schedules. */
import type { Broadcast } from '../broadcasts/broadcast-queries.ts'
import { formatDay, formatInstant } from './instants.ts'
import type { Tone } from './outcomes.ts'

export type Channel = Broadcast['channel']

export const broadcastStatuses: Record<Broadcast['status'], { label: string; tone: Tone }> = {
  draft: { label: 'Draft', tone: 'quiet' },
  scheduled: { label: 'Scheduled', tone: 'busy' },
  sending: { label: 'Sending', tone: 'busy' },
  paused: { label: 'Paused', tone: 'warn' },
  sent: { label: 'Sent', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
  failed: { label: 'Failed', tone: 'bad' },
}

export const channelLabels: Record<Channel, string> = { email: 'Email', sms: 'SMS', push: 'Push' }
/** Within a sentence: by email. */
export const channelsInText: Record<Channel, string> = { email: 'email', sms: 'SMS', push: 'push' }

export function isChannel(text: unknown): text is Channel {
  return typeof text === 'string' && Object.hasOwn(channelLabels, text)
}

export function isBroadcastStatus(text: unknown): text is Broadcast['status'] {
  return typeof text === 'string' && Object.hasOwn(broadcastStatuses, text)
}

export function describeSchedule(schedule: Broadcast['schedule'], timeZone: string): string {
  switch (schedule.kind) {
    case 'now':
      return 'At once'
    case 'at':
      return `${formatInstant(schedule.at, timeZone)} (${timeZone})`
    case 'local':
      return `${formatDay(`${schedule.date}T12:00:00Z`, 'UTC')} at ${schedule.time}, in each recipient’s own time zone`
  }
}
