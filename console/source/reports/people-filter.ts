/** Which number of a report the people are behind, as the address says it. */
import type { DeliveryStatus } from '../words/outcomes.ts'

export type Engagement = 'opened' | 'clicked' | 'unsubscribed' | 'complained'

export interface PeopleFilter {
  status?: DeliveryStatus
  reason?: string
  engagement?: Engagement
}

/** The API refuses values that are none. */
export function readPeopleFilter(search: Record<string, unknown>): PeopleFilter {
  return {
    ...(typeof search['status'] === 'string' ? { status: search['status'] as DeliveryStatus } : {}),
    ...(typeof search['reason'] === 'string' ? { reason: search['reason'] } : {}),
    ...(typeof search['engagement'] === 'string' ? { engagement: search['engagement'] as Engagement } : {}),
  }
}
