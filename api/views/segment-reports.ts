/** The reports on segments as people read them: as JSON, and as lines of a spreadsheet. */
import { stringify } from 'csv-stringify/sync'
import type { z } from 'zod'
import type { RfmCell } from '../../db/queries/segments/read-rfm-matrix.ts'
import type { SegmentShift } from '../../db/queries/segments/read-segment-shift.ts'
import type { SegmentCounts } from '../../db/queries/segments/segment-counts.ts'
import { nameRfmCell } from '../../domain/rfm-cells.ts'
import type { SegmentDescription } from '../../domain/segments.ts'
import type { rfmReportSchema } from '../schemas/rfm-report.ts'
import type { segmentationReportSchema } from '../schemas/segmentation-report.ts'

export type SegmentationView = z.input<typeof segmentationReportSchema>
export type RfmView = z.input<typeof rfmReportSchema>

interface Sales {
  orders: number
  netMinor: number
}

export function viewSales({ orders, netMinor }: Sales, currency: string) {
  return {
    orders,
    revenue: { amountMinor: netMinor, currency },
    averageOrder: orders === 0 ? null : { amountMinor: Math.round(netMinor / orders), currency },
  }
}

export function viewSegmentShifts(
  descriptions: readonly SegmentDescription[],
  { shift, now, currency }: { shift: SegmentShift; now: SegmentCounts; currency: string },
): SegmentationView['segments'] {
  return descriptions.map(({ key, name, kind }) => {
    const [opening, closing, sales] = [shift.opening.customers[key], shift.closing.customers[key], shift.sales[key]]
    return {
      key,
      name,
      kind,
      now: now.customers[key],
      nowShare: shareOf(now.customers[key], now.buyers),
      opening,
      closing,
      change: closing - opening,
      ...viewSales(sales, currency),
      revenueShare: shareOf(sales.netMinor, shift.total.netMinor),
    }
  })
}

export function viewRfmCells(cells: readonly RfmCell[], currency: string): RfmView['cells'] {
  const buyers = cells.reduce((sum, cell) => sum + cell.customers, 0)
  return cells.map(({ recency, fm, customers, orders, netMinor }) => ({
    recency,
    fm,
    name: nameRfmCell({ recency, fm }),
    customers,
    share: shareOf(customers, buyers),
    ...viewSales({ orders, netMinor }, currency),
    audiencePart: { kind: 'rfmCell', recency, fm },
  }))
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

type Line = [section: string, item: string, measure: string, value: string | number]

/** One line a number: `section,item,measure,value`, so that a spreadsheet's pivot can turn it as it likes. */
export function formatSegmentationCsv(report: SegmentationView): string {
  const { segments, total, flows, days, buyers } = report
  return formatLines([
    ...(['readiness', 'timeZone', 'from', 'to', 'openingAt', 'closingAt'] as const).map((measure): Line => [
      'report',
      '',
      measure,
      report[measure],
    ]),
    ['report', '', 'missingDays', report.missingDays],
    ...Object.entries(buyers).map(([measure, value]): Line => ['buyers', '', measure, value]),
    ...segments.flatMap(({ key, now, opening, closing, change, ...sales }): Line[] => [
      ...Object.entries({ now, opening, closing, change }).map(([measure, value]): Line => ['segment', key, measure, value]),
      ...listSales('segment', key, sales),
    ]),
    ...listSales('total', '', total),
    ...flows.map(({ from, to, customers }): Line => [
      'flow',
      `${from ?? 'not_yet_a_buyer'} to ${to ?? 'no_buyer'}`,
      'customers',
      customers,
    ]),
    ...days.flatMap(({ day, customers }) => Object.entries(customers).map(([key, value]): Line => ['day', day, key, value])),
  ])
}

export function formatRfmCsv({ cells, readiness, asOf, buyers }: RfmView): string {
  return formatLines([
    ['report', '', 'readiness', readiness],
    ['report', '', 'asOf', asOf],
    ['report', '', 'buyers', buyers],
    ...cells.flatMap(({ recency, fm, name, customers, ...sales }): Line[] => {
      const item = `R${recency} FM${fm}`
      return [['cell', item, 'name', name], ['cell', item, 'customers', customers], ...listSales('cell', item, sales)]
    }),
  ])
}

function listSales(section: string, item: string, { orders, revenue, averageOrder }: ReturnType<typeof viewSales>): Line[] {
  return [
    [section, item, 'orders', orders],
    [section, item, 'revenueMinor', revenue.amountMinor],
    ...(averageOrder === null ? [] : [[section, item, 'averageOrderMinor', averageOrder.amountMinor] satisfies Line]),
    [section, item, 'currency', revenue.currency],
  ]
}

/** Nothing in it comes from outside but the store's currency and zone: no cell is a formula. */
function formatLines(lines: Line[]): string {
  return stringify([['section', 'item', 'measure', 'value'], ...lines])
}
