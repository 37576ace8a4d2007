/** What the reports on voucher campaigns have in common: how they are asked, one snapshot for all of their numbers, and CSV under a path of its own. */
import type { z } from 'zod'
import type { Sql } from '../../../../db/client.ts'
import { prepareForAudiences } from '../../../../db/queries/audiences/audience-session.ts'
import { type CampaignKey, existsCampaign } from '../../../../db/queries/voucher-reports/report-scope.ts'
import { readSettings } from '../../../../db/queries/settings.ts'
import {
  findPeriodBefore,
  maxHourlyDays,
  type Period,
  type PeriodStep,
  planPeriod,
  splitPeriod,
} from '../../../../domain/report-periods.ts'
import type { ContactPolicySettings, StoreSettings } from '../../../../domain/settings.ts'
import { answerAs, csvTypes } from '../../../http/csv-answers.ts'
import { Problem } from '../../../http/problems.ts'
import type { Route, RouteRequest } from '../../../http/routes.ts'
import type { periodQuery } from '../../../schemas/voucher-report-parts.ts'
import { formatReportLines, type ReportValue } from '../../../views/report-lines.ts'
import { viewPeriod } from '../../../views/voucher-reports/period.ts'

type PlainReport = Readonly<Record<string, ReportValue>>
type ReportRequest<Query> = RouteRequest<undefined, Query, undefined>

const longestStatementMs = 60_000

interface CommonQuery extends z.output<z.ZodObject<typeof periodQuery>> {
  campaign?: CampaignKey | undefined
  by?: PeriodStep | undefined
}

/** A report's question with everything that it is read with. `sql` is one snapshot. */
export interface Asked<Query> {
  query: Query
  sql: Sql
  at: Date
  period: Period
  /** What it is compared with. */
  before: Period
  /** The period's own parts. */
  parts: Period[]
  /** The fields that every report begins with. */
  head: { timeZone: string; from: string; until: string; openingAt: string; closingAt: string; before: ReturnType<typeof viewPeriod> }
  store: StoreSettings
  contactPolicy: ContactPolicySettings
}

interface ReportDefinition<Q extends z.ZodType<CommonQuery>, R extends z.ZodType<unknown, PlainReport>> {
  name: string
  /** Under the reports on voucher campaigns without it. */
  path?: string
  summary: string
  description: string
  query: Q
  response: R
  read: (asked: Asked<z.output<Q>>) => Promise<z.input<R>>
}

/** As JSON or CSV at `/{name}`, as CSV at `/{name}.csv`. */
export function defineReport<Q extends z.ZodType<CommonQuery>, R extends z.ZodType<unknown, PlainReport>>({
  name,
  path = `/api/v1/reports/voucher-campaigns/${name}`,
  read,
  response,
  ...route
}: ReportDefinition<Q, R>): Route[] {
  const common = { method: 'get', tag: 'Reports', scope: 'reports:read', query: route.query, streamTypes: csvTypes } as const
  const answer = async (request: ReportRequest<z.output<Q>>, query: ReportRequest<z.output<Q>>['query']) =>
    answerAs({ query, http: request.http }, await askForReport(request, read), { fileName: `${name}.csv`, format: formatReportLines })
  return [
    {
      ...common,
      path,
      summary: route.summary,
      description: `${route.description} As CSV, one line a number: \`section,item,measure,value\`.`,
      response,
      handler: (request: ReportRequest<z.output<Q>>) => answer(request, request.query),
    },
    {
      ...common,
      path: `${path}.csv`,
      summary: `${route.summary}, as CSV`,
      handler: (request: ReportRequest<z.output<Q>>) => answer(request, { ...request.query, format: 'csv' }),
    },
  ]
}

/** @throws Problem `invalid_request` */
async function askForReport<Query extends CommonQuery, Body>(
  { query, pool, at }: ReportRequest<Query>,
  read: (asked: Asked<Query>) => Promise<Body>,
): Promise<Body> {
  const body = await pool.begin('isolation level repeatable read read only', async (sql) => {
    const { value: store } = await readSettings(sql, 'store')
    const { value: contactPolicy } = await readSettings(sql, 'contact_policy')
    const clock = { at, timeZone: store.timeZone }
    const planned = planPeriod(query, clock)
    if (planned.kind === 'refused') throw refuse(planned.path, planned.message)
    if (query.campaign !== undefined && !(await existsCampaign(sql, query.campaign))) throw refuse('campaign', 'There is no such campaign')
    const { period } = planned
    const days = splitPeriod(period, 'day', store.timeZone)
    if (query.by === 'hour' && days.length > maxHourlyDays) throw refuse('by', `Hours are for at most ${maxHourlyDays} days`)
    const parts = query.by === undefined || query.by === 'day' ? days : splitPeriod(period, query.by, store.timeZone)
    const before = findPeriodBefore(period, clock)
    await prepareForAudiences(sql, { timeoutMs: longestStatementMs })
    const head = { timeZone: store.timeZone, ...viewPeriod(period), before: viewPeriod(before) }
    return read({ query, sql, at, period, before, parts, head, store, contactPolicy })
  })
  // postgres.js unwraps arrays of promises in its type; a report is none.
  return body as Body
}

function refuse(field: string, message: string): Problem {
  return new Problem('invalid_request', { errors: [{ path: `query.${field}`, message }] })
}
