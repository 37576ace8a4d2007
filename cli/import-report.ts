/** What an import did, or would do, in lines for people. */
import type { ConsentReport, ImportReport, OrdersReport } from '../domain/import-report.ts'
import { formatAmount } from '../domain/money.ts'

interface Reported {
  isDryRun: boolean
  report: ImportReport
}

export interface SampleAnswer {
  line: number
  status: 'created' | 'updated'
  before: Record<string, unknown> | null
  after: Record<string, unknown>
}

export function describeReport({ isDryRun, report }: Reported): string[] {
  const { rejections, consents, orders } = report
  return [
    ...(rejections.length === 0 ? [] : ['Rejected:', ...rejections.map(({ reason, rows }) => `  ${count(rows, 'row')}: ${reason}`)]),
    ...Object.entries(consents).flatMap(([channel, consent]) => (consent === undefined ? [] : describeConsent(channel, consent, isDryRun))),
    ...(orders === null ? [] : describeOrders(orders, isDryRun)),
  ]
}

const whyNot: Readonly<Record<string, string>> = {
  opted_out: 'has opted out, and an import brings nobody back',
  older: 'something newer is known',
  other_address: 'given for another address',
  repeated: 'is known already',
}

function describeConsent(channel: string, { applied, notApplied, suppressed }: ConsentReport, isDryRun: boolean): string[] {
  const kept = Object.entries(notApplied).map(([why, rows]) => `  ${rows} not ${isDryRun ? 'to be ' : ''}applied: ${whyNot[why] ?? why}`)
  const told = Object.entries(applied).map(([status, rows]) => `${rows} ${status}`)
  return [
    `Consent to ${channel}: ${told.length === 0 ? 'none applied' : told.join(', ')}`,
    ...kept,
    ...(suppressed === 0 ? [] : [`  ${suppressed} of the subscribed have a suppressed address, and get nothing all the same`]),
  ]
}

function describeOrders(orders: OrdersReport, isDryRun: boolean): string[] {
  const { byStatus, byCurrency, firstPlacedAt, lastPlacedAt, inTheFuture, customersMade } = orders
  const statuses = Object.entries(byStatus).map(([status, rows]) => `${rows} ${status}`)
  const sums = Object.entries(byCurrency).flatMap(([currency, sum]) =>
    sum === undefined ? [] : [`${formatAmount(sum.totalMinor, currency)} ${currency} in ${count(sum.orders, 'order')}`],
  )
  return [
    ...(statuses.length === 0 ? [] : [`Orders: ${statuses.join(', ')}`]),
    ...(sums.length === 0 ? [] : [`Totals: ${sums.join(', ')}`]),
    ...(firstPlacedAt === null || lastPlacedAt === null ? [] : [`Placed from ${firstPlacedAt} to ${lastPlacedAt}`]),
    ...(inTheFuture === 0 ? [] : [`${count(inTheFuture, 'order')} placed in the future: counted when the time has come`]),
    ...(customersMade === 0
      ? []
      : [`${count(customersMade, 'customer')} ${isDryRun ? 'would be made' : 'made'} for orders of people who are not known`]),
  ]
}

export function describeSamples(samples: readonly SampleAnswer[]): string[] {
  if (samples.length === 0) return []
  return ['For example:', ...samples.flatMap(describeSample)]
}

function describeSample({ line, status, before, after }: SampleAnswer): string[] {
  const changes = Object.entries(after).flatMap(([name, value]) => {
    const old = before?.[name]
    if (isSame(old, value) || isNothing(value)) return []
    return before === null || isNothing(old) ? [`    ${name}: ${show(value)}`] : [`    ${name}: ${show(old)} → ${show(value)}`]
  })
  return [`  line ${line}, ${status}${before === null ? '' : ` (${show(after['externalId'])})`}`, ...changes]
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || JSON.stringify(value) === '{}' || JSON.stringify(value) === '[]'
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function count(rows: number, noun: string): string {
  return `${rows} ${noun}${rows === 1 ? '' : 's'}`
}
