/** A report as people read it: as JSON, and as lines of a spreadsheet. */
import { stringify } from 'csv-stringify/sync'
import type { z } from 'zod'
import type { BroadcastReport } from '../../db/queries/broadcast-report/read-report.ts'
import type { Broadcast } from '../../db/queries/broadcasts.ts'
import { averageFigures } from '../../domain/report-average.ts'
import type { ReportHours } from '../../domain/report-hours.ts'
import { formatId } from '../../domain/ids.ts'
import type { broadcastReportSchema } from '../schemas/broadcast-report.ts'
import { findTemporalUrl, type TemporalPlace } from './broadcasts.ts'

export type ReportView = z.input<typeof broadcastReportSchema>

export interface Asked {
  hours: ReportHours | undefined
  compareWith: string | undefined
}

export function viewReport(
  broadcast: Broadcast,
  { begunAt, range, compared, ...report }: BroadcastReport,
  { hours, compareWith }: Asked,
  temporal: TemporalPlace,
): ReportView {
  return {
    broadcastId: formatId('broadcast', broadcast.id),
    name: broadcast.name,
    channel: broadcast.channel,
    status: broadcast.status,
    ...report,
    computedAt: report.computedAt.toISOString(),
    period: viewHours(hours, { begunAt, range, computedAt: report.computedAt }),
    comparison: compareWith === undefined ? null : viewComparison(compareWith, compared),
    overTime: report.overTime.map(({ hourAt, ...counts }) => ({ hourAt: hourAt.toISOString(), ...counts })),
    temporalUrl: findTemporalUrl(broadcast, temporal),
  }
}

function viewHours(
  hours: ReportHours | undefined,
  { begunAt, range, computedAt }: Pick<BroadcastReport, 'begunAt' | 'range' | 'computedAt'>,
): ReportView['period'] {
  const fromHours = hours?.fromHours ?? 0
  return {
    fromHours,
    untilHours: hours?.untilHours ?? null,
    openingAt: begunAt === null ? null : new Date(begunAt.getTime() + fromHours * 3_600_000).toISOString(),
    closingAt: begunAt === null ? null : (range?.closingAt ?? computedAt).toISOString(),
  }
}

function viewComparison(compareWith: string, compared: BroadcastReport['compared']): ReportView['comparison'] {
  const isAverage = compareWith === 'average'
  const figures = compared.map((one) => one.figures)
  return {
    with: isAverage ? 'average' : 'broadcast',
    broadcasts: compared.map(({ id, name, begunAt }) => ({ id: formatId('broadcast', id), name, startedAt: begunAt.toISOString() })),
    figures: (isAverage ? averageFigures(figures) : figures[0]) ?? null,
  }
}

/** One line a number: `section,item,measure,value`, so that a spreadsheet's pivot can turn it as it likes. */
export function formatReportCsv(report: ReportView): string {
  const lines = [['section', 'item', 'measure', 'value'], ...listLines(report)]
  return stringify(lines.map((line) => line.map(escapeFormula)))
}

type Line = [section: string, item: string, measure: string, value: string | number]

function listLines(report: ReportView): Line[] {
  const { broadcastId, name, channel, status, computedAt, recipients, sent, unsubscribes, complaints, sms, attributed, lift } = report
  return [
    ['broadcast', broadcastId, 'name', name],
    ['broadcast', broadcastId, 'channel', channel],
    ['broadcast', broadcastId, 'status', status],
    ['broadcast', broadcastId, 'computedAt', computedAt],
    ['period', '', 'fromHours', report.period.fromHours],
    ...(report.period.untilHours === null ? [] : [['period', '', 'untilHours', report.period.untilHours] satisfies Line]),
    ...listFigures('figures', '', report.figures),
    ...(report.comparison === null ? [] : listComparison(report.comparison)),
    ['recipients', '', 'people', recipients],
    ...listCounts('status', 'people', report.byStatus),
    ...listCounts('skipped', 'people', report.skippedByReason),
    ...listCounts('failed', 'people', report.failedByReason),
    ['sent', '', 'people', sent],
    ...(['opens', 'clicks'] as const).flatMap((section) =>
      Object.entries(report[section]).map(([measure, value]): Line => [section, '', measure, value]),
    ),
    ...report.links.flatMap(({ url, clicks, people, bots }): Line[] => [
      ['link', url, 'clicks', clicks],
      ['link', url, 'people', people],
      ['link', url, 'bots', bots],
    ]),
    ['unsubscribes', '', 'people', unsubscribes],
    ['complaints', '', 'people', complaints],
    ...(sms === null ? [] : listSms(sms)),
    ['attributed', '', 'orders', attributed.orders],
    ['attributed', '', 'customers', attributed.customers],
    ...attributed.revenue.map(({ currency, amountMinor }): Line => ['attributed', currency, 'revenueMinor', amountMinor]),
    ...(lift === null ? [] : listLift(lift)),
    ...report.overTime.flatMap(({ hourAt, ...counts }) =>
      Object.entries(counts).map(([measure, value]): Line => ['hour', hourAt, measure, value]),
    ),
  ]
}

function listFigures(section: string, item: string, { revenue, messageCost, ...counts }: ReportView['figures']): Line[] {
  const of = (currency: string) => [item, currency].filter((part) => part !== '').join(' ')
  return [
    ...Object.entries(counts).map(([measure, value]): Line => [section, item, measure, value]),
    ...revenue.map(({ currency, amountMinor }): Line => [section, of(currency), 'revenueMinor', amountMinor]),
    ...messageCost.map(({ currency, amountMicros }): Line => [section, of(currency), 'messageCostMicros', amountMicros]),
  ]
}

function listComparison({ with: kind, broadcasts, figures }: NonNullable<ReportView['comparison']>): Line[] {
  const item = kind === 'average' ? 'average' : (broadcasts[0]?.id ?? '')
  return [
    ...broadcasts.map(({ id, name }): Line => ['comparedWith', id, 'name', name]),
    ...(figures === null ? [] : listFigures('comparison', item, figures)),
  ]
}

function listCounts(section: string, measure: string, counts: Record<string, number>): Line[] {
  return Object.entries(counts).map(([item, value]) => [section, item, measure, value])
}

function listSms({ parts, cost, estimatedCost }: NonNullable<ReportView['sms']>): Line[] {
  return [
    ['sms', '', 'parts', parts],
    ...cost.map(({ currency, amountMicros }): Line => ['sms', currency, 'costMicros', amountMicros]),
    ['sms', estimatedCost.currency, 'estimatedCostMicros', estimatedCost.amountMicros],
  ]
}

function listLift({ conversion, revenuePerPersonMinor, currency }: NonNullable<ReportView['lift']>): Line[] {
  const measures = { conversion, [`revenuePerPersonMinor ${currency}`]: revenuePerPersonMinor }
  return Object.entries(measures).flatMap(([item, { treated, heldOut, difference, interval }]): Line[] => [
    ['lift', item, 'treated', treated],
    ['lift', item, 'heldOut', heldOut],
    ['lift', item, 'difference', difference],
    ...(interval === null
      ? []
      : ([
          ['lift', item, 'low', interval.low],
          ['lift', item, 'high', interval.high],
        ] satisfies Line[])),
  ])
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection). Numbers stay as they are. */
function escapeFormula(value: string | number): string | number {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
}
