/** Whose list stands behind which figure, as the address says it: the report's own question, the figure, and how it counts. */
import { isChannel } from '../words/broadcasts.ts'
import { readReportSearch, type ReportSearch } from './report-search.ts'

/** Of what happened in the period; those of `issued` are counted of the vouchers issued in it, as far as they have come by now. */
const periodFigures = {
  issued: 'Vouchers issued',
  delivered: 'Vouchers delivered',
  accepted: 'Vouchers accepted',
  redeemed: 'Vouchers redeemed',
  expired: 'Vouchers expired',
  revoked: 'Vouchers revoked',
  rolled_back: 'Vouchers rolled back',
  messages: 'Messages',
  orders: 'Orders',
  orders_with_voucher: 'Orders with a voucher',
  timed: 'Messages, from their reason to acceptance',
} as const
const issuedFigures = {
  issued: 'Issued',
  delivered: 'Issued, and delivered by now',
  clicked: 'Issued, and clicked by now',
  accepted: 'Issued, and accepted by now',
  redeemed: 'Issued, and redeemed by now',
} as const

/** Who was drawn for a campaign, and who of them bought. */
const drawnFigures = {
  treated: 'Drawn, and treated',
  held_out: 'Drawn, and held out',
  treated_buyers: 'Treated, and bought',
  held_out_buyers: 'Held out, and bought',
} as const
/** Whose messages providers were called for. */
const callFigures = {
  tried: 'Messages given to a provider',
  failed: 'Messages in calls that failed',
} as const

const figuresOf = { period: periodFigures, issued: issuedFigures, drawn: drawnFigures, calls: callFigures }

export type Figure = keyof typeof periodFigures | keyof typeof issuedFigures | keyof typeof drawnFigures | keyof typeof callFigures

export interface PeopleSearch extends Omit<ReportSearch, 'by' | 'grossMarginPercent' | 'channel'> {
  /** Without it, of what happened in the period. */
  of?: Exclude<keyof typeof figuresOf, 'period'>
  figure: Figure
  /** `none`: no message that arrived brought the voucher. */
  channel?: ReportSearch['channel'] | 'none'
  /** Why calls failed. */
  code?: string
}

export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  const { by: _by, grossMarginPercent: _margin, channel: _channel, ...report } = readReportSearch(search)
  const of = (['issued', 'drawn', 'calls'] as const).find((name) => name === search['of'])
  const names = Object.keys(figuresOf[of ?? 'period']) as [Figure, ...Figure[]]
  const { channel, code } = search
  return {
    ...report,
    ...(of === undefined ? {} : { of }),
    ...(isChannel(channel) || (channel === 'none' && of === 'issued') ? { channel } : {}),
    ...(typeof code === 'string' && of === 'calls' ? { code: code.slice(0, 100) } : {}),
    figure: names.find((name) => name === search['figure']) ?? names[0],
  }
}

export function nameFigure({ of, figure }: Pick<PeopleSearch, 'of' | 'figure'>): string {
  const words: Record<string, string> = figuresOf[of ?? 'period']
  return words[figure] ?? ''
}

/** That the figure is in. */
export function findReport({ of, figure }: Pick<PeopleSearch, 'of' | 'figure'>) {
  if (of === 'issued') return '/reports/voucher-campaigns/customer-engagement' as const
  if (of === 'drawn') return '/reports/voucher-campaigns/campaign-perf' as const
  return of === 'calls' || figure === 'timed'
    ? ('/reports/voucher-campaigns/api-perf' as const)
    : ('/reports/voucher-campaigns/overview' as const)
}
