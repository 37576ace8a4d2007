/** Whom a figure of the report on all broadcasts counts. */
import { z } from 'zod'
import { listActivityPeople } from '../../../db/queries/broadcast-report/list-activity-people.ts'
import { nameCustomers } from '../../../db/queries/operations/name-customers.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { readDetails } from '../../../db/queries/voucher-reports/read-people-details.ts'
import { planPeriod } from '../../../domain/report-periods.ts'
import { decodeCursor, defaultLimit, makePage, pageOf } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { broadcastPeopleQuerySchema, reportedPersonSchema } from '../../schemas/report-people.ts'
import { viewPerson } from '../../views/voucher-reports/people.ts'

const messageCursor = z.tuple([z.uuid(), z.uuid()])
const orderCursor = z.tuple([z.iso.datetime(), z.uuid()])

export const marketingPeopleRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/marketing-campaigns/people',
    tag: 'Reports',
    scope: 'customers:read',
    summary: 'The people behind a figure of the report on all broadcasts, or on one of them',
    description:
      'One row for each message or order that the figure counts in the period: as many rows as the figure says. Messages broadcast by broadcast, the latest first; orders newest first.',
    query: broadcastPeopleQuerySchema,
    response: pageOf(reportedPersonSchema),
    async handler({ query: { cursor, limit = defaultLimit, from, until, figure, channel, broadcast: broadcastId }, pool, at }) {
      const after = decodeCursor(figure === 'orders' ? orderCursor : messageCursor, cursor)
      const { rows, details, customers } = await pool.begin('isolation level repeatable read read only', async (sql) => {
        const { value: store } = await readSettings(sql, 'store')
        const { value: policy } = await readSettings(sql, 'contact_policy')
        const planned = planPeriod({ from, until }, { at, timeZone: store.timeZone })
        if (planned.kind === 'refused')
          throw new Problem('invalid_request', { errors: [{ path: `query.${planned.path}`, message: planned.message }] })
        const found = await listActivityPeople(sql, {
          ...{ figure, channel, broadcastId, after, limit: limit + 1 },
          range: planned.period,
          attributionWindowMs: policy.attributionWindowMs,
        })
        const shown = found.slice(0, limit)
        const ids = shown.map(({ customerId }) => customerId)
        return { rows: found, details: await readDetails(sql, shown, at), customers: await nameCustomers(sql, ids) }
      })
      return makePage(
        rows,
        limit,
        (row) => viewPerson(row, { details, customers }),
        (row) => row.cursor,
      )
    },
  }),
]
