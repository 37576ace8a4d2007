/** The RFM matrix. */
import { z } from 'zod'
import { readRfmMatrix } from '../../../db/queries/segments/read-rfm-matrix.ts'
import { readSegmentState } from '../../../db/queries/segments/read-segment-state.ts'
import { readSettings } from '../../../db/queries/settings.ts'
import { judgeReadiness } from '../../../domain/segments.ts'
import { askInTransaction } from '../../audiences/questions.ts'
import { answerAs, csvTypes, formatQuery } from '../../http/csv-answers.ts'
import { defineRoute } from '../../http/routes.ts'
import { rfmReportSchema } from '../../schemas/rfm-report.ts'
import { formatRfmCsv, type RfmView, viewRfmCells } from '../../views/segment-reports.ts'
import { asOfQuery, requirePast } from '../segments/past-instant.ts'

export const rfmRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/rfm',
    tag: 'Reports',
    scope: 'reports:read',
    summary: 'The RFM matrix: recency against frequency and money, now or as of an instant',
    description:
      'All 25 cells, each with its name and with the part of an audience that it is. As CSV, one line a number: `section,item,measure,value`.',
    query: z.strictObject({ ...asOfQuery, ...formatQuery }),
    response: rfmReportSchema,
    streamTypes: csvTypes,
    async handler(request) {
      const { query, sql, at } = request
      requirePast(query.asOf, at)
      const { currency } = (await readSettings(sql, 'store')).value
      const { computedAt, hasOrders } = await readSegmentState(sql)
      const cells =
        query.asOf === undefined ? await readRfmMatrix(sql) : await askInTransaction(request, (sql) => readRfmMatrix(sql, query.asOf))
      const buyers = cells.reduce((sum, cell) => sum + cell.customers, 0)
      const view: RfmView = {
        readiness: judgeReadiness({ buyers, isComputed: computedAt !== null || query.asOf !== undefined, hasOrders }),
        asOf: (query.asOf ?? at).toISOString(),
        refreshedAt: computedAt?.toISOString() ?? null,
        buyers,
        cells: viewRfmCells(cells, currency),
      }
      return answerAs(request, view, { fileName: 'rfm.csv', format: formatRfmCsv })
    },
  }),
]
