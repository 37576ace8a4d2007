/** How the store's customers stand and how that moved: sizes, shift, flows between stages, revenue, and the RFM matrix. */
import { Alert, Group, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { formatQuery } from '../http/request.ts'
import { DownloadButton } from '../ui/download-button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { FlowSection } from './flow-section.tsx'
import { RfmSection } from './rfm-section.tsx'
import { type SegmentationReport, segmentationPath, segmentationReportQuery } from './segmentation-queries.ts'
import { SeriesSection } from './series-section.tsx'
import { ShiftSection } from './shift-section.tsx'

const route = getRouteApi('/reports/segmentation-dashboard')

export function SegmentationPage() {
  const period = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useQuery(segmentationReportQuery(period))
  const choose = (name: 'from' | 'to', day: string) =>
    void navigate({ search: ({ [name]: _before, ...rest }) => (day === '' ? rest : { ...rest, [name]: day }), replace: true })
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
      <Group gap="xs">
        {(['from', 'to'] as const).map((name) => (
          <TextInput
            key={name}
            type="date"
            label={name === 'from' ? 'From' : 'To'}
            value={period[name] ?? data?.[name] ?? ''}
            onChange={(event) => choose(name, event.currentTarget.value)}
          />
        ))}
      </Group>
      {error === null ? null : <ProblemAlert error={error} retry={() => void refetch()} />}
      {data === undefined ? error === null ? <Loading /> : null : <Sections report={data} />}
    </Page>
  )
}

function Sections({ report }: { report: SegmentationReport }) {
  if (report.readiness === 'not_enough_orders' && report.buyers.closing === 0 && report.buyers.opening === 0)
    return (
      <Empty title="Not enough orders yet">
        Segments compare buyers with each other. Import orders with <code>regulars import orders FILE</code>, or send them to the API.
      </Empty>
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
      <ShiftSection report={report} />
      <SeriesSection days={report.days} />
      <FlowSection flows={report.flows} />
      <RfmSection />
    </>
  )
}
