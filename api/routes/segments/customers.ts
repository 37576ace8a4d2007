/** Who is in a segment. */
import { z } from 'zod'
import {
  listSegmentCustomers,
  listSegmentCustomersAsOf,
  readCutoffs,
  type SegmentCustomerPage,
} from '../../../db/queries/segments/list-segment-customers.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { defineRoute } from '../../http/routes.ts'
import { segmentCustomerSchema, segmentKey, viewSegmentCustomer } from '../../schemas/segments.ts'
import { asOfQuery, requirePast } from './past-instant.ts'

/** As of a past instant, a cursor carries the cut-offs of the first page too: they are found once, and every page is of one piece. */
const liveCursor = z.tuple([z.uuid()])
const pastCursor = z.tuple([z.uuid(), z.string().refine(areCutoffs)])

export const segmentCustomerRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/segments/{key}/customers',
    tag: 'Segments',
    scope: 'customers:read',
    summary: 'The customers of a segment, now or as of an instant, with the figures that put them there',
    description: 'In the order of their ids.',
    params: z.strictObject({ key: segmentKey }),
    query: z.strictObject({ ...pageQuery, ...asOfQuery }),
    response: pageOf(segmentCustomerSchema),
    async handler(request) {
      const { params, query, sql, at } = request
      const { limit = defaultLimit, asOf } = query
      requirePast(asOf, at)
      const { currency } = (await readSettings(sql, 'store')).value
      const view = (row: Parameters<typeof viewSegmentCustomer>[0]) => viewSegmentCustomer(row, currency)
      if (asOf === undefined) {
        const [after] = decodeCursor(liveCursor, query.cursor) ?? []
        const rows = await listSegmentCustomers(sql, describePage(params.key, after, limit, at))
        return makePage(rows, limit, view, (row) => [row.customerId])
      }
      const [after, known] = decodeCursor(pastCursor, query.cursor) ?? []
      return askInTransaction(request, async (sql) => {
        const cutoffs = known ?? (await readCutoffs(sql, asOf))
        const rows = await listSegmentCustomersAsOf(sql, { ...describePage(params.key, after, limit, asOf), cutoffs })
        return makePage(rows, limit, view, (row) => [row.customerId, cutoffs])
      })
    },
  }),
]

function describePage(segment: SegmentCustomerPage['segment'], after: string | undefined, limit: number, at: Date): SegmentCustomerPage {
  return { segment, ...(after === undefined ? {} : { after }), limit: limit + 1, at }
}

const cutoffs = z.strictObject({
  median_gap_days: z.number().nullable(),
  recency: z.array(z.iso.datetime({ offset: true })).nullable(),
  frequency: z.array(z.int()).nullable(),
  monetary: z.array(z.number()).nullable(),
  aov: z.array(z.number()).nullable(),
  recent_orders: z.array(z.int()).nullable(),
})

function areCutoffs(text: string): boolean {
  try {
    return cutoffs.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}
