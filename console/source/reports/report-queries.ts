/** Reports as the API gives them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { broadcastReportSchema } from '../../../api/schemas/broadcast-report.ts'
import type { deliverySchema } from '../../../api/schemas/deliveries.ts'
import { request, send } from '../http/request.ts'
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

/** Through a file of the page's own: a link could not carry the key. */
export async function downloadReport(id: string, name: string): Promise<void> {
  const response = await send('GET', `${broadcastsPath}/${id}/report.csv`)
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.csv`
  link.click()
  URL.revokeObjectURL(url)
}
