/** How the store's customers stand and how that moved: sizes, shift, flows between stages, revenue, and the RFM matrix. */
import { Alert, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { dropAbsent } from '../http/drop-absent.ts'
import { formatQuery } from '../http/request.ts'
import { DownloadButton } from '../ui/download-button.tsx'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { Loading } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { PeriodFields } from '../voucher-reports/period-fields.tsx'
import { formatDates } from '../words/instants.ts'
import { FlowSection } from './flow-section.tsx'
import type { Period } from './period.ts'
import { RfmSection } from './rfm-section.tsx'
import { type SegmentationReport, segmentationPath, segmentationReportQuery } from './segmentation-queries.ts'
import { SeriesSection } from './series-section.tsx'
import { ShiftSection } from './shift-section.tsx'

const route = getRouteApi('/reports/segmentation-dashboard')

export function SegmentationPage() {
  const period = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useQuery(segmentationReportQuery(period))
  return (
    <Page
      title="Segmentation"
      description="Where the store’s customers stand, where they came from, and what they spend."
      actions={
        data === undefined ? null : (
          <DownloadButton path={`${segmentationPath}${formatQuery({ ...period, format: 'csv' })}`} name="segmentation" />
        )
      }
    >
      <div className="filter-grid">
        <PeriodFields
          chosen={{ from: period.from, until: period.to }}
          shown={data === undefined ? undefined : { from: data.from, until: data.to }}
          latest={90}
          onChange={({ from, until }) => void navigate({ search: dropAbsent<Period>({ from, to: until }), replace: true })}
        />
      </div>
      {data === undefined ? null : (
        <Text size="xs" c="dimmed">
          {formatDates(data.from, data.to)}, days of {data.timeZone}. What is compared: where each customer stood when these days began with
          where they stood when they ended. Revenue is of orders placed in these days.
        </Text>
      )}
      {error === null ? null : <ProblemAlert error={error} retry={() => void refetch()} />}
      {data === undefined ? error === null ? <Loading /> : null : <Sections report={data} period={period} />}
    </Page>
  )
}

function Sections({ report, period }: { report: SegmentationReport; period: Period }) {
  if (report.readiness === 'not_enough_orders' && report.buyers.closing === 0 && report.buyers.opening === 0)
    return (
      <section className="card">
        <Empty title="Not enough orders yet" action={<ButtonLink to="/imports/new">Import orders</ButtonLink>}>
          Segments compare buyers with each other: they appear with the store’s first orders, from a file or as the store reports them.
        </Empty>
      </section>
    )
  return (
    <>
      {report.readiness === 'ready' ? null : (
        <Alert variant="outline" title={report.readiness === 'not_computed' ? 'The segments are being computed' : 'Not enough orders yet'}>
          {report.readiness === 'not_computed'
            ? 'There are orders, and the first refresh is on its way.'
            : 'Scores compare buyers with each other, and there are too few of them to say much.'}
        </Alert>
      )}
      {report.missingDays === 0 ? null : (
        <Alert variant="outline" title={`${report.missingDays} days of the history are still being counted`}>
          They appear in the chart as they are done.
        </Alert>
      )}
      <ShiftSection report={report} period={period} />
      <SeriesSection days={report.days} />
      <FlowSection flows={report.flows} period={period} />
      <RfmSection />
    </>
  )
}
