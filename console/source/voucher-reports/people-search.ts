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
} as const
const issuedFigures = {
  issued: 'Issued',
  delivered: 'Issued, and delivered by now',
  clicked: 'Issued, and clicked by now',
  accepted: 'Issued, and accepted by now',
  redeemed: 'Issued, and redeemed by now',
} as const

type PeriodFigure = keyof typeof periodFigures
type IssuedFigure = keyof typeof issuedFigures
export type Figure = PeriodFigure | IssuedFigure

export interface PeopleSearch extends Omit<ReportSearch, 'by' | 'grossMarginPercent' | 'channel'> {
  of?: 'issued'
  figure: Figure
  /** `none`: no message that arrived brought the voucher. */
  channel?: ReportSearch['channel'] | 'none'
}

export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  const { by: _by, grossMarginPercent: _margin, channel: _channel, ...report } = readReportSearch(search)
  const of = search['of'] === 'issued' ? ('issued' as const) : undefined
  const figures = of === 'issued' ? issuedFigures : periodFigures
  const channel = search['channel']
  return {
    ...report,
    ...(of === undefined ? {} : { of }),
    ...(isChannel(channel) || (channel === 'none' && of === 'issued') ? { channel } : {}),
    figure: (Object.keys(figures) as Figure[]).find((name) => name === search['figure']) ?? 'issued',
  }
}

export function nameFigure({ of, figure }: Pick<PeopleSearch, 'of' | 'figure'>): string {
  const words: Record<string, string> = of === 'issued' ? issuedFigures : periodFigures
  return words[figure] ?? ''
}
