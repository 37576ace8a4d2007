/** What happened between the store and one customer. */
import { z } from 'zod'
import { readNamedRecords } from '../../../db/queries/audiences/named-records.ts'
import { listTimeline } from '../../../db/queries/customers/list-timeline.ts'
import { timelineKinds } from '../../../domain/customer-timeline.ts'
import { findCustomer } from '../../http/named-customer.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { timelineEntrySchema } from '../../schemas/customer-timeline.ts'
import { referenceParams } from '../../schemas/references.ts'
import { listTimelineReferences, viewTimelineEntry } from '../../views/customer-timeline.ts'

const position = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/)
  .refine((text) => !Number.isNaN(Date.parse(text.replace(' ', 'T').replace('+00', 'Z'))))
const cursorKey = z.tuple([position, z.string().max(400)])
const kinds = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(timelineKinds)).min(1))
  .meta({ description: `Some of ${timelineKinds.join(', ')}, with commas in between; all of them when left out.`, type: 'string' })

export const customerTimelineRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/customers/{id}/timeline',
    tag: 'Customers',
    scope: 'reports:read',
    summary: 'Everything that happened with a customer over all campaigns, in sentences, newest first',
    description:
      'Messages with their verdicts and reactions, vouchers, journeys, orders, consent and segments. Of a customer who was erased: what is left without their person, under the id that they had.',
    params: referenceParams('customer'),
    query: z.strictObject({ kinds: kinds.optional(), ...pageQuery }),
    response: pageOf(timelineEntrySchema),
    async handler({ params, query: { kinds: wanted = timelineKinds, cursor, limit = defaultLimit }, sql }) {
      const [instant, key] = decodeCursor(cursorKey, cursor) ?? []
      const customerId = await findCustomer(sql, params.id)
      if (customerId === undefined || customerId === null) throw new Problem('not_found')
      const before = instant === undefined || key === undefined ? undefined : { position: instant, key }
      const rows = await listTimeline(sql, { customerId, kinds: wanted, before, limit: limit + 1 })
      const records = await readNamedRecords(sql, rows.flatMap(listTimelineReferences))
      return makePage(
        rows,
        limit,
        (row) => viewTimelineEntry(row, records),
        (row) => [row.position, row.key],
      )
    },
  }),
]
