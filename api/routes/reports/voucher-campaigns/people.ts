/** Whom a figure of the reports counts: at most one more question from any number to its people. */
import { z } from 'zod'
import { prepareForAudiences } from '../../../../db/queries/audiences/audience-session.ts'
import { nameCustomers } from '../../../../db/queries/operations/name-customers.ts'
import { readSettings } from '../../../../db/queries/settings.ts'
import {
  activityFigureNames,
  cohortFigureNames,
  listPeople,
  type PeopleQuestion,
  readDetails,
} from '../../../../db/queries/voucher-reports/list-people.ts'
import { existsCampaign } from '../../../../db/queries/voucher-reports/report-scope.ts'
import { planPeriod } from '../../../../domain/report-periods.ts'
import { decodeCursor, defaultLimit, makePage, pageOf } from '../../../http/pagination.ts'
import { Problem } from '../../../http/problems.ts'
import { defineRoute } from '../../../http/routes.ts'
import { peopleQuerySchema, reportedPersonSchema } from '../../../schemas/report-people.ts'
import { viewPerson } from '../../../views/voucher-reports/people.ts'

const longestStatementMs = 60_000

export const reportPeopleRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/voucher-campaigns/people',
    tag: 'Reports',
    scope: 'customers:read',
    summary: 'The people behind a figure of the reports on voucher campaigns',
    description: 'One row for each voucher, order or message that the figure counts, newest first: as many rows as the figure says.',
    query: peopleQuerySchema,
    response: pageOf(reportedPersonSchema),
    async handler({ query: { cursor, limit = defaultLimit, from, until, ...asked }, pool, at }) {
      const [instant, key] = decodeCursor(z.tuple([z.iso.datetime(), z.string()]), cursor) ?? []
      const after = instant === undefined || key === undefined ? undefined : { at: new Date(instant), key }
      const question = readQuestion(asked)
      const { rows, details, customers } = await pool.begin('isolation level repeatable read read only', async (sql) => {
        const { value: store } = await readSettings(sql, 'store')
        const { value: policy } = await readSettings(sql, 'contact_policy')
        const planned = planPeriod({ from, until }, { at, timeZone: store.timeZone })
        if (planned.kind === 'refused') throw refuse(planned.path, planned.message)
        if (asked.campaign !== undefined && !(await existsCampaign(sql, asked.campaign)))
          throw refuse('campaign', 'There is no such campaign')
        await prepareForAudiences(sql, { timeoutMs: longestStatementMs })
        const { attributionWindowMs } = policy
        const found = await listPeople(sql, { question, range: planned.period, at, attributionWindowMs, after, limit: limit + 1 })
        const shown = found.slice(0, limit)
        return {
          rows: found,
          details: await readDetails(sql, shown, at),
          customers: await nameCustomers(
            sql,
            shown.map(({ customerId }) => customerId),
          ),
        }
      })
      return makePage(
        rows,
        limit,
        (row) => viewPerson(row, { details, customers }),
        (row) => [row.at.toISOString(), row.key],
      )
    },
  }),
]

/** @throws Problem where the figure, the channel or the segment is none of those that are counted so */
function readQuestion({
  of = 'period',
  figure,
  channel,
  segment,
  ...scope
}: Pick<z.output<typeof peopleQuerySchema>, 'of' | 'figure' | 'channel' | 'segment' | 'campaign' | 'kind'>): PeopleQuestion {
  if (of === 'issued') {
    const counted = cohortFigureNames.find((name) => name === figure)
    if (counted === undefined) throw refuse('figure', `Of vouchers that were issued: ${cohortFigureNames.join(', ')}`)
    return { of, figure: counted, scope: { ...scope, channel, segment } }
  }
  const counted = activityFigureNames.find((name) => name === figure)
  if (counted === undefined) throw refuse('figure', `Of a period: ${activityFigureNames.join(', ')}`)
  if (channel === 'none') throw refuse('channel', '`none` goes with `of=issued`')
  if (segment === 'none') throw refuse('segment', '`none` goes with `of=issued`')
  return { of, figure: counted, scope: { ...scope, channel, segment } }
}

function refuse(field: string, message: string): Problem {
  return new Problem('invalid_request', { errors: [{ path: `query.${field}`, message }] })
}
