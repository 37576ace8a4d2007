/**
 * What an import did, or in a dry run would do, in counts: beside how many rows were created, updated, left as they were and rejected, why they were rejected, what came of consents, and what the orders are. No row's
 * values are in it.
 */
import type { ChannelName } from './channels.ts'
import type { ConsentOutcome } from './consents.ts'
import type { Rejection } from './imports.ts'
import type { OrderWrite } from './orders.ts'

/** Why a statement of consent did not change anything; `repeated`: it has come before. */
export type UnappliedReason = 'older' | 'opted_out' | 'other_address' | 'repeated'

export interface ConsentReport {
  /** By what was stated. */
  applied: Partial<Record<string, number>>
  notApplied: Partial<Record<UnappliedReason, number>>
  /** Permissions that were applied for an address that must not be written to: they lift no suppression. */
  suppressed: number
}

export interface OrdersReport {
  byStatus: Partial<Record<string, number>>
  /** By currency; totals are in its minor units. */
  byCurrency: Partial<Record<string, { orders: number; totalMinor: number }>>
  /** RFC 3339. */
  firstPlacedAt: string | null
  lastPlacedAt: string | null
  /** Of them, placed after the import began. */
  inTheFuture: number
  customersMade: number
}

export interface ImportReport {
  /** Most frequent first; rows beyond the fifty most frequent reasons are under `other`. */
  rejections: { code: string; reason: string; rows: number }[]
  consents: Partial<Record<ChannelName, ConsentReport>>
  /** Of rows that were not rejected; null in an import of customers. */
  orders: OrdersReport | null
}

const maxReasons = 50

export interface BatchNews {
  rejections: readonly Rejection[]
  consents: readonly ConsentOutcome[]
  /** Permissions for addresses that are suppressed. */
  suppressed: Partial<Record<ChannelName, number>>
  /** Undefined in an import of customers. */
  orders: { written: readonly OrderWrite[]; customersMade: number } | undefined
  at: Date
}

/** The report with a batch more in it. */
export function addToReport(report: ImportReport, news: BatchNews): ImportReport {
  return {
    rejections: addRejections(report.rejections, news.rejections),
    consents: addConsents(report.consents, news),
    orders: news.orders === undefined ? report.orders : addOrders(report.orders, news.orders, news.at),
  }
}

function addRejections(before: ImportReport['rejections'], rejections: readonly Rejection[]): ImportReport['rejections'] {
  if (rejections.length === 0) return before
  const rows = new Map(before.map((entry) => [`${entry.code} ${entry.reason}`, { ...entry }]))
  const count = (code: string, reason: string, more: number) => {
    const key = `${code} ${reason}`
    const entry = rows.get(key) ?? { code, reason, rows: 0 }
    entry.rows += more
    rows.set(key, entry)
  }
  for (const { code, reason } of rejections) count(code, reason, 1)
  const sorted = [...rows.values()].sort((a, b) => b.rows - a.rows)
  const over = sorted.filter(({ code }, at) => at >= maxReasons && code !== 'other').reduce((sum, entry) => sum + entry.rows, 0)
  if (over === 0) return sorted
  const kept = sorted.filter(({ code }, at) => at < maxReasons || code === 'other')
  const other = kept.find(({ code }) => code === 'other')
  if (other === undefined) return [...kept, { code: 'other', reason: 'Other reasons', rows: over }]
  other.rows += over
  return kept
}

function addConsents(before: ImportReport['consents'], { consents, suppressed }: BatchNews): ImportReport['consents'] {
  if (consents.length === 0) return before
  const after = structuredClone(before)
  for (const { channel, status, decision } of consents) {
    const report = (after[channel] ??= { applied: {}, notApplied: {}, suppressed: 0 })
    if (decision.kind === 'apply') report.applied[status] = (report.applied[status] ?? 0) + 1
    else {
      const why = decision.kind === 'record' ? decision.why : 'repeated'
      report.notApplied[why] = (report.notApplied[why] ?? 0) + 1
    }
  }
  for (const [channel, more] of Object.entries(suppressed) as [ChannelName, number][]) {
    const report = after[channel]
    if (report !== undefined) report.suppressed += more
  }
  return after
}

function addOrders(before: OrdersReport | null, { written, customersMade }: NonNullable<BatchNews['orders']>, at: Date): OrdersReport {
  const after: OrdersReport =
    before === null
      ? { byStatus: {}, byCurrency: {}, firstPlacedAt: null, lastPlacedAt: null, inTheFuture: 0, customersMade: 0 }
      : structuredClone(before)
  after.customersMade += customersMade
  let [first, last] = [after.firstPlacedAt, after.lastPlacedAt].map((text) => (text === null ? undefined : Date.parse(text)))
  for (const { status = 'paid', currency, totalMinor = 0, placedAt } of written) {
    after.byStatus[status] = (after.byStatus[status] ?? 0) + 1
    if (currency !== undefined) {
      const sums = (after.byCurrency[currency] ??= { orders: 0, totalMinor: 0 })
      sums.orders += 1
      sums.totalMinor += totalMinor
    }
    const placedMs = placedAt?.getTime()
    if (placedMs === undefined) continue
    if (first === undefined || placedMs < first) first = placedMs
    if (last === undefined || placedMs > last) last = placedMs
    if (placedMs > at.getTime()) after.inTheFuture += 1
  }
  after.firstPlacedAt = first === undefined ? null : new Date(first).toISOString()
  after.lastPlacedAt = last === undefined ? null : new Date(last).toISOString()
  return after
}
