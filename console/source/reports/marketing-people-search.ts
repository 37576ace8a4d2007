/** Whose list stands behind which figure of the report on all broadcasts, as the address says it. */
import { readReportSearch, type ReportSearch } from '../voucher-reports/report-search.ts'

const figures = {
  messages: 'Messages sent',
  delivered: 'Delivered',
  opened: 'Opened it',
  clicked: 'Clicked a link',
  unsubscribed: 'Unsubscribed',
  complained: 'Complained',
  orders: 'Orders',
} as const

export type BroadcastFigure = keyof typeof figures

export interface MarketingPeopleSearch extends Pick<ReportSearch, 'from' | 'until' | 'channel'> {
  figure: BroadcastFigure
  /** Of one alone. */
  broadcast?: string
}

export function readMarketingPeopleSearch(search: Record<string, unknown>): MarketingPeopleSearch {
  const { from, until, channel } = readReportSearch(search)
  const { broadcast } = search
  return {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(channel === undefined ? {} : { channel }),
    ...(typeof broadcast === 'string' && broadcast !== '' ? { broadcast: broadcast.slice(0, 100) } : {}),
    figure: (Object.keys(figures) as BroadcastFigure[]).find((name) => name === search['figure']) ?? 'messages',
  }
}

export function nameBroadcastFigure(figure: BroadcastFigure): string {
  return figures[figure]
}
