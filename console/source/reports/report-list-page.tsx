/** All broadcasts of a period at a glance, beside the period before: what left, what became of it, and what it earned; over time, by channel, and by broadcast. */
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { dropAbsent } from '../http/drop-absent.ts'
import { BarChart } from '../ui/bar-chart.tsx'
import { seriesColours } from '../ui/series-colours.ts'
import { ChartOrTable } from '../ui/chart-or-table.tsx'
import { DownloadButton } from '../ui/download-button.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page } from '../ui/page.tsx'
import { SlotTable } from '../ui/slot-table.tsx'
import { ReportFilters } from '../voucher-reports/report-frame.tsx'
import type { ReportSearch } from '../voucher-reports/report-search.ts'
import { daysOf, nameSlot } from '../voucher-reports/slots.ts'
import { BroadcastReportTable } from './broadcast-report-table.tsx'
import { ChannelSection } from './channel-section.tsx'
import { MarketingFigures } from './marketing-figures.tsx'
import { MarketingPeopleLink } from './marketing-people-link.tsx'
import type { BroadcastFigure } from './marketing-people-search.ts'
import {
  formatAsked,
  marketingFilters,
  type MarketingReport,
  marketingReportPath,
  marketingReportQuery,
} from './marketing-report-queries.ts'

const route = getRouteApi('/reports/marketing-campaigns')

export function ReportListPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch, isPlaceholderData } = useQuery(marketingReportQuery(search))
  return (
    <Page
      title="Sent broadcasts"
      description="Whom they reached, who read them, and what came of it."
      actions={<DownloadButton path={`${marketingReportPath}.csv${formatAsked(search)}`} name="marketing-campaigns" />}
    >
      <ReportFilters
        search={search}
        filters={marketingFilters}
        data={data}
        onChange={(part) => void navigate({ search: (before) => dropAbsent<ReportSearch>({ ...before, ...part }), replace: true })}
      />
      {data === undefined || error !== null ? <NotLoaded error={error} refetch={refetch} /> : null}
      {data === undefined ? null : (
        <div style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
          <Body report={data} />
        </div>
      )}
    </Page>
  )
}

const series = [
  { key: 'messages', label: 'Sent', colour: seriesColours.sent },
  { key: 'opened', label: 'Opened', colour: seriesColours.opened },
  { key: 'clicked', label: 'Clicked', colour: seriesColours.used },
  { key: 'orders', label: 'Orders', colour: seriesColours.ordered },
]

function Body({ report }: { report: MarketingReport }) {
  const slots = report.overTime.map((part) => ({
    label: nameSlot(part),
    days: daysOf(part),
    values: { messages: part.messages, opened: part.opened, clicked: part.clicked, orders: part.orders },
  }))
  return (
    <Stack gap="md">
      <MarketingFigures report={report} />
      <ChartOrTable
        title="Over time"
        chart={<BarChart label="Over time" slots={slots} series={series} />}
        table={
          <SlotTable
            head="Time"
            slots={slots}
            series={series}
            renderCount={(count, { slot: { label, days }, key }) => (
              <MarketingPeopleLink figure={key as BroadcastFigure} count={count} whose={label} {...days} />
            )}
          />
        }
      />
      <ChannelSection channels={report.byChannel} />
      <BroadcastReportTable broadcasts={report.byBroadcast} />
    </Stack>
  )
}
