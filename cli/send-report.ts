/** A broadcast's report as lines of text. */

export interface ReportAnswer {
  status: string
  recipients: number
  sent: number
  byStatus: Record<string, number>
  skippedByReason: Record<string, number>
  opens: { unique: number; bots: number }
  clicks: { unique: number; bots: number }
  unsubscribes: number
  complaints: number
  attributed: { orders: number; revenue: { amountMinor: number; currency: string }[] }
}

/** A line a number, the parts of a number below it. */
export function formatReport(report: ReportAnswer): string[] {
  const { byStatus, skippedByReason, opens, clicks, attributed } = report
  const revenue = attributed.revenue.map(({ amountMinor, currency }) => ` ${amountMinor} ${currency} (minor units)`).join(',')
  const outcomes = ['accepted', 'delivered', 'undeliverable', 'bounced', 'failed', 'unknown', 'deferred', 'sending', 'pending', 'skipped']
  const rows: [string, number, string?][] = [
    ['Recipients', report.recipients],
    ...outcomes.flatMap((status): [string, number][] => {
      const count = byStatus[status] ?? 0
      if (count === 0) return []
      return [[`  ${status}`, count], ...(status === 'skipped' ? listReasons(skippedByReason) : [])]
    }),
    ['Sent', report.sent],
    ['Opened', opens.unique, describeBots(opens.bots)],
    ['Clicked', clicks.unique, describeBots(clicks.bots)],
    ['Unsubscribed', report.unsubscribes],
    ['Complained', report.complaints],
    ['Orders', attributed.orders, revenue],
  ]
  const width = Math.max(...rows.map(([label]) => label.length)) + 2
  return rows.map(([label, count, note = '']) => `${label.padEnd(width)}${String(count).padStart(9)}${note}`)
}

function listReasons(reasons: Record<string, number>): [string, number][] {
  return Object.entries(reasons)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => [`    ${reason.replaceAll('_', ' ')}`, count])
}

function describeBots(bots: number): string {
  return bots === 0 ? '' : ` (and ${bots} by machines)`
}
