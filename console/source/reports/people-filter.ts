/** Which number of a report the people are behind, as the address says it. */
import { readReportHours, type ReportHours } from './report-hours.ts'
import { type DeliveryStatus, describeReason, describeStatus } from '../words/outcomes.ts'

export type Engagement = 'opened' | 'clicked' | 'unsubscribed' | 'complained' | 'ordered'

export interface PeopleFilter extends ReportHours {
  status?: DeliveryStatus
  reason?: string
  engagement?: Engagement
  /** Whose message a provider took. */
  sent?: true
  /** Who followed that link of the message. */
  link?: number
}

/** The API refuses values that are none. */
export function readPeopleFilter(search: Record<string, unknown>): PeopleFilter {
  const { status, reason, engagement, sent, link } = search
  return {
    ...(typeof status === 'string' ? { status: status as DeliveryStatus } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof engagement === 'string' ? { engagement: engagement as Engagement } : {}),
    ...(sent === true ? { sent } : {}),
    ...(typeof link === 'number' ? { link } : {}),
    ...readReportHours(search),
  }
}

const engagements: Record<Engagement, string> = {
  opened: 'Opened it',
  clicked: 'Clicked a link',
  unsubscribed: 'Unsubscribed',
  complained: 'Complained',
  ordered: 'Ordered after it',
}

export function describePeople({ status, reason, engagement, sent, link }: PeopleFilter): string {
  if (link !== undefined) return `Followed link ${link + 1}`
  if (engagement !== undefined) return engagements[engagement] ?? 'People'
  if (reason !== undefined) return describeReason(reason)
  if (sent === true) return 'It was sent to'
  return status === undefined ? 'Everyone in the audience' : (describeStatus(status)?.label ?? 'People')
}
