/** Whom a figure of the reports counts: at most one more question from any number to its people. */
import { z } from 'zod'
import type { Sql } from '../../../../db/client.ts'
import { prepareForAudiences } from '../../../../db/queries/audiences/audience-session.ts'
import { nameCustomers } from '../../../../db/queries/operations/name-customers.ts'
import { readSettings } from '../../../../db/queries/settings.ts'
import {
  activityFigureNames,
  cohortFigureNames,
  type CountedPerson,
  listPeople,
  type PeopleQuestion,
} from '../../../../db/queries/voucher-reports/list-people.ts'
import { calledFigureNames, type CalledPeopleInput, listCalledPeople } from '../../../../db/queries/voucher-reports/list-called-people.ts'
import { drawnFigureNames } from '../../../../db/queries/voucher-reports/list-drawn-people.ts'
import { readDetails } from '../../../../db/queries/voucher-reports/read-people-details.ts'
import { existsCampaign, type TimeRange } from '../../../../db/queries/voucher-reports/report-scope.ts'
import { planPeriod } from '../../../../domain/report-periods.ts'
import { decodeCursor, defaultLimit, makePage, pageOf } from '../../../http/pagination.ts'
import { Problem } from '../../../http/problems.ts'
import { defineRoute } from '../../../http/routes.ts'
import { peopleQuerySchema, reportedPersonSchema } from '../../../schemas/report-people.ts'
import { viewPerson } from '../../../views/voucher-reports/people.ts'

const longestStatementMs = 60_000
const personCursor = z.tuple([z.iso.datetime(), z.string()])
const messageCursor = z.tuple([z.uuid(), z.uuid()])
const failureCursor = z.tuple([z.string().regex(/^\d{1,18}$/), z.uuid()])

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
      const list = listAsked(asked, { cursor, limit: limit + 1, at })
      const { rows, details, customers } = await pool.begin('isolation level repeatable read read only', async (sql) => {
        const { value: store } = await readSettings(sql, 'store')
        const { value: policy } = await readSettings(sql, 'contact_policy')
        const planned = planPeriod({ from, until }, { at, timeZone: store.timeZone })
        if (planned.kind === 'refused') throw refuse(planned.path, planned.message)
        if (asked.campaign !== undefined && !(await existsCampaign(sql, asked.campaign)))
          throw refuse('campaign', 'There is no such campaign')
        await prepareForAudiences(sql, { timeoutMs: longestStatementMs })
        const found = await list(sql, { range: planned.period, attributionWindowMs: policy.attributionWindowMs })
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
        (row) => row.cursor,
      )
    },
  }),
]

type Asked = Pick<z.output<typeof peopleQuerySchema>, 'of' | 'figure' | 'channel' | 'segment' | 'campaign' | 'kind' | 'code'>
type List = (
  sql: Sql,
  of: { range: TimeRange; attributionWindowMs: number },
) => Promise<(CountedPerson & { cursor: readonly [string, string] })[]>

/** @throws Problem where the question is none, or the cursor is not of it */
function listAsked(asked: Asked, { cursor, limit, at }: { cursor: string | undefined; limit: number; at: Date }): List {
  if (asked.of === 'calls') {
    const calls = readCalls(asked)
    const after = decodeCursor(calls.figure === 'failed' ? failureCursor : messageCursor, cursor)
    return (sql, { range }) => listCalledPeople(sql, { ...calls, range, after, limit })
  }
  const question = readQuestion(asked)
  const [instant, key] = decodeCursor(personCursor, cursor) ?? []
  const after = instant === undefined || key === undefined ? undefined : { at: new Date(instant), key }
  return async (sql, of) =>
    (await listPeople(sql, { ...of, question, at, after, limit })).map((row) => ({ ...row, cursor: [row.at.toISOString(), row.key] }))
}

function readCalls({ figure, channel, segment, campaign, kind, code }: Asked): Omit<CalledPeopleInput, 'range' | 'after' | 'limit'> {
  if (channel === 'none') throw refuse('channel', '`none` goes with `of=issued`')
  if (campaign !== undefined || kind !== undefined) throw refuse('campaign', 'Calls are those of all messages of the store')
  if (segment !== undefined) throw refuse('segment', 'Calls are those of all customers')
  const counted = readFigure(figure, calledFigureNames, 'calls')
  if (code !== undefined && counted !== 'failed') throw refuse('code', 'Goes with `of=calls&figure=failed`')
  return { figure: counted, channel, code }
}

/** @throws Problem where the figure, the channel or the segment is none of those that are counted so */
function readQuestion({ of = 'period', figure, channel, segment, code, ...scope }: Asked): PeopleQuestion {
  if (code !== undefined) throw refuse('code', 'Goes with `of=calls&figure=failed`')
  if (of === 'issued') return { of, figure: readFigure(figure, cohortFigureNames, of), scope: { ...scope, channel, segment } }
  if (channel === 'none') throw refuse('channel', '`none` goes with `of=issued`')
  if (segment === 'none') throw refuse('segment', '`none` goes with `of=issued`')
  if (of === 'drawn') {
    if (channel !== undefined) throw refuse('channel', 'People are drawn for a campaign, whatever its channels')
    return { of, figure: readFigure(figure, drawnFigureNames, of), scope: { ...scope, segment } }
  }
  return { of: 'period', figure: readFigure(figure, activityFigureNames, 'period'), scope: { ...scope, channel, segment } }
}

function readFigure<Name extends string>(figure: string, names: readonly Name[], of: string): Name {
  const counted = names.find((name) => name === figure)
  if (counted === undefined) throw refuse('figure', `Of \`${of}\`: ${names.join(', ')}`)
  return counted
}

function refuse(field: string, message: string): Problem {
  return new Problem('invalid_request', { errors: [{ path: `query.${field}`, message }] })
}
