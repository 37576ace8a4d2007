/** Reports as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { broadcastReportSchema } from '../../../api/schemas/broadcast-report.ts'
import type { deliverySchema } from '../../../api/schemas/deliveries.ts'
import { request } from '../http/request.ts'
import { broadcastsPath } from '../broadcasts/broadcast-queries.ts'

export type Report = z.output<typeof broadcastReportSchema>
export type Delivery = z.output<typeof deliverySchema>

const refreshEveryMs = 5_000

export function reportQuery(id: string) {
  return queryOptions({
    queryKey: [broadcastsPath, id, 'report'],
    queryFn: ({ signal }) => request<Report>('GET', `${broadcastsPath}/${id}/report`, { signal }),
    // Receipts, opens and orders come in for days; a report that is being read follows those of the first minutes.
    refetchInterval: ({ state }) => (state.data === undefined || hasSettled(state.data) ? false : refreshEveryMs),
  })
}

function hasSettled({ status, byStatus }: Report): boolean {
  return status !== 'sending' && status !== 'scheduled' && status !== 'paused' && byStatus.accepted === 0
}
