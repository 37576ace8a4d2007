/** What the reports on voucher campaigns are asked for, as their addresses say it. What one of them cannot be asked for is left out of its question. */
import { type Channel, isChannel } from '../words/broadcasts.ts'
import { type CampaignKind, isCampaignKind } from '../operations/health-filter.ts'

export const steps = ['hour', 'day', 'week', 'month'] as const
export type Step = (typeof steps)[number]

export interface ReportSearch {
  /** `YYYY-MM-DD`, both included; 30 days without them. */
  from?: string
  until?: string
  by?: Step
  campaign?: string
  kind?: CampaignKind
  channel?: Channel
  segment?: string
  grossMarginPercent?: number
}

export type ReportFilter = keyof ReportSearch

export function readReportSearch(search: Record<string, unknown>): ReportSearch {
  const by = steps.find((step) => step === search['by'])
  const margin = search['grossMarginPercent']
  return {
    ...readDay('from', search['from']),
    ...readDay('until', search['until']),
    ...(by === undefined ? {} : { by }),
    ...readText('campaign', search['campaign']),
    ...(isCampaignKind(search['kind']) ? { kind: search['kind'] } : {}),
    ...(isChannel(search['channel']) ? { channel: search['channel'] } : {}),
    ...readText('segment', search['segment']),
    ...(typeof margin === 'number' && margin >= 0 && margin <= 100 ? { grossMarginPercent: margin } : {}),
  }
}

function readDay(name: 'from' | 'until', value: unknown): ReportSearch {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? { [name]: value } : {}
}

function readText(name: 'campaign' | 'segment', value: unknown): ReportSearch {
  return typeof value === 'string' && value !== '' ? { [name]: value.slice(0, 100) } : {}
}

/** @param filters those that the report can be asked for */
export function pickFilters(search: ReportSearch, filters: readonly ReportFilter[]): Record<string, string | number | undefined> {
  return Object.fromEntries((['from', 'until', ...filters] as const).map((name) => [name, search[name]]))
}
