/** The people behind a number of the segmentation report. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { Member } from '../audiences/audience-queries.ts'
import { segmentsQuery } from '../audiences/segment-queries.ts'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { PersonTable } from '../ui/person-table.tsx'
import { formatDates } from '../words/instants.ts'
import { segmentationPath, segmentationReportQuery } from './segmentation-queries.ts'

const route = getRouteApi('/reports/segmentation-dashboard/people')

export function MoversPage() {
  const search = route.useSearch()
  const { before, after, ...period } = search
  const report = useQuery(segmentationReportQuery(period)).data
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const query = useInfiniteQuery(listOf<Member>(`${segmentationPath}/customers`, { ...search }))
  const nameOf = (key: string) =>
    key === 'none' ? 'not a buyer' : key === 'buyer' ? 'Buyers' : (segments.find((segment) => segment.key === key)?.name ?? key)
  return (
    <Page
      title={describeMove(before && nameOf(before), after && nameOf(after))}
      description={report === undefined ? undefined : `${formatDates(report.from, report.to)}, days of ${report.timeZone}`}
      actions={
        <ButtonLink variant="default" to="/reports/segmentation-dashboard" search={period}>
          Back to the report
        </ButtonLink>
      }
    >
      <section className="card card-flush" aria-label="People">
        <CursorList query={query} empty={<Empty title="Nobody">There is nobody behind this number.</Empty>}>
          {(people) => <PersonTable people={people} />}
        </CursorList>
      </section>
    </Page>
  )
}

function describeMove(before: string | undefined, after: string | undefined): string {
  if (before !== undefined && after !== undefined) return before === after ? `${before} before and after` : `From ${before} to ${after}`
  if (before !== undefined) return `${before} at the beginning`
  return after === undefined ? 'Everyone' : `${after} at the end`
}
