/** Reports as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { broadcastReportSchema } from '../../../api/schemas/broadcast-report.ts'
import type { deliverySchema } from '../../../api/schemas/deliveries.ts'
import { formatQuery, request } from '../http/request.ts'
import { broadcastsPath } from '../broadcasts/broadcast-queries.ts'
import type { ReportHoursSearch } from './report-hours.ts'

export type Report = z.output<typeof broadcastReportSchema>
export type Delivery = z.output<typeof deliverySchema>

/** Receipts, opens and orders come in for days: those of the first minutes are followed closely. Of one that is done, most of what changes is about others. */
const whileMovingMs = 5_000
const onceSettledMs = 60_000

export function formatReportAsked({ fromHours, untilHours, compareWith }: ReportHoursSearch): string {
  return formatQuery({ fromHours, untilHours, compareWith })
}

export function reportQuery(id: string, asked: ReportHoursSearch) {
  return queryOptions({
    queryKey: [broadcastsPath, id, 'report', asked],
    queryFn: ({ signal }) => request<Report>('GET', `${broadcastsPath}/${id}/report${formatReportAsked(asked)}`, { signal }),
    // What was shown of this one stays while other hours are looked up.
    placeholderData: (previous, query) => (query?.queryKey[1] === id ? previous : undefined),
    meta: {
      topics: ['broadcasts', 'deliveries', 'customers'],
      atMostEveryMs: (known) => (hasSettled(known as Report | undefined) ? onceSettledMs : whileMovingMs),
    },
  })
}

function hasSettled(report: Report | undefined): boolean {
  if (report === undefined) return false
  const { status, byStatus } = report
  return status !== 'sending' && status !== 'scheduled' && status !== 'paused' && byStatus.accepted === 0
}
