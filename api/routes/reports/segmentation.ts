/** The segmentation report. */
import { z } from 'zod'
import { planSegmentDays } from '../../../db/queries/segments/plan-segment-days.ts'
import { listMovers } from '../../../db/queries/segments/list-movers.ts'
import { readSegmentShift } from '../../../db/queries/segments/read-segment-shift.ts'
import { readSegmentState } from '../../../db/queries/segments/read-segment-state.ts'
import { countSegments, listSegmentDays } from '../../../db/queries/segments/segment-counts.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { segmentKeys } from '../../../domain/segment-keys.ts'
import { describeSegments, judgeReadiness } from '../../../domain/segments.ts'
import { addDays, instantAtLocalTime, localTimeAt } from '../../../domain/time.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { answerAs, csvTypes, formatQuery } from '../../http/csv-answers.ts'
import { decodeCursor, defaultLimit, makePage, pageOf, pageQuery } from '../../http/pagination.ts'
import { Problem } from '../../http/problems.ts'
import { defineRoute } from '../../http/routes.ts'
import { memberSchema } from '../../schemas/audiences.ts'
import { segmentationReportSchema } from '../../schemas/segmentation-report.ts'
import { viewMember } from '../../views/audience-members.ts'
import { formatSegmentationCsv, type SegmentationView, viewSales, viewSegmentShifts } from '../../views/segment-reports.ts'

const defaultDays = 90
const maxDays = 732
const segmentThen = z.enum([...segmentKeys, 'buyer', 'none']).optional()
const dayMs = 86_400_000

export const segmentationRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/segmentation',
    tag: 'Reports',
    scope: 'reports:read',
    summary: 'The segments now, their shift over a period, the flows between stages, and the revenue of each',
    description:
      'Both days are included; without them, the latest 90 days. Sizes, flows and revenue of the period are computed from the orders with the settings of today. As CSV, one line a number: `section,item,measure,value`.',
    query: z.strictObject({ from: z.iso.date().optional(), to: z.iso.date().optional(), ...formatQuery }),
    response: segmentationReportSchema,
    streamTypes: csvTypes,
    async handler(request) {
      const { query, sql, at } = request
      const { timeZone, currency } = (await readSettings(sql, 'store')).value
      const period = choosePeriod(query, { at, timeZone })
      const { value: settings } = await readSettings(sql, 'segments')
      const { computedAt, hasOrders } = await readSegmentState(sql)
      const isClosingKept = period.closingAt.getTime() === at.getTime() && computedAt !== null
      const now = await countSegments(sql)
      const shift = await askInTransaction(request, (sql) => readSegmentShift(sql, { ...period, isClosingKept }))
      const view: SegmentationView = {
        readiness: judgeReadiness({ buyers: now.buyers, isComputed: computedAt !== null, hasOrders }),
        timeZone,
        from: period.from,
        to: period.to,
        openingAt: period.openingAt.toISOString(),
        closingAt: period.closingAt.toISOString(),
        buyers: { opening: shift.opening.buyers, closing: shift.closing.buyers, change: shift.closing.buyers - shift.opening.buyers },
        segments: viewSegmentShifts(describeSegments(settings), { shift, now, currency }),
        total: viewSales(shift.total, currency),
        flows: shift.flows,
        days: await listSegmentDays(sql, { from: period.from, until: period.to }),
        missingDays: (await planSegmentDays(sql, at)).missing.length,
      }
      return answerAs(request, view, { fileName: `segmentation-${period.from}-${period.to}.csv`, format: formatSegmentationCsv })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/segmentation/customers',
    tag: 'Reports',
    scope: 'customers:read',
    summary: 'List the customers behind a number of the segmentation report',
    description:
      'By where they were when the period began and where they were when it ended; `buyer` is everyone who had ordered by then, `none` who had not. In the order of their ids. Each page asks anew.',
    query: z.strictObject({
      ...pageQuery,
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      before: segmentThen.meta({ description: 'At the beginning of the period.' }),
      after: segmentThen.meta({ description: 'At its end.' }),
    }),
    response: pageOf(memberSchema),
    async handler(request) {
      const { query, sql, at } = request
      const { limit = defaultLimit, cursor, before, after } = query
      const { timeZone } = (await readSettings(sql, 'store')).value
      const { openingAt, closingAt } = choosePeriod(query, { at, timeZone })
      const { computedAt } = await readSegmentState(sql)
      const isClosingKept = closingAt.getTime() === at.getTime() && computedAt !== null
      const rows = await askInTransaction(request, (sql) =>
        listMovers(sql, {
          openingAt,
          closingAt,
          isClosingKept,
          atOpening: before,
          atClosing: after,
          after: decodeCursor(z.tuple([z.uuid()]), cursor)?.[0],
          limit: limit + 1,
        }),
      )
      return makePage(rows, limit, viewMember, (row) => [row.id])
    },
  }),
]

interface Period {
  from: string
  to: string
  openingAt: Date
  closingAt: Date
}

/** @throws Problem `invalid_request` */
function choosePeriod(
  { from: first, to: last }: { from?: string | undefined; to?: string | undefined },
  { at, timeZone }: { at: Date; timeZone: string },
): Period {
  const to = last ?? localTimeAt(at, timeZone).date
  const from = first ?? addDays(to, 1 - defaultDays)
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  if (days < 1) throw new Problem('invalid_request', { errors: [{ path: 'query.to', message: 'Before `from`' }] })
  if (days > maxDays)
    throw new Problem('invalid_request', { errors: [{ path: 'query.from', message: `At most ${maxDays} days a report` }] })
  const openingAt = new Date(instantAtLocalTime(from, '00:00', timeZone).getTime() - 1)
  if (openingAt >= at) throw new Problem('invalid_request', { errors: [{ path: 'query.from', message: 'In the future' }] })
  const endAt = new Date(instantAtLocalTime(addDays(to, 1), '00:00', timeZone).getTime() - 1)
  return { from, to, openingAt, closingAt: endAt < at ? endAt : at }
}
