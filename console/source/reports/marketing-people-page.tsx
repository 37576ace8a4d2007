/** The people behind a figure of the report on all broadcasts, one row for each message or order that it counts. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { PeopleTable, type ReportedPerson } from '../voucher-reports/people-table.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatDates } from '../words/instants.ts'
import { nameBroadcastFigure } from './marketing-people-search.ts'
import { marketingReportPath, marketingReportQuery } from './marketing-report-queries.ts'

const route = getRouteApi('/reports/marketing-campaigns/people')

export function MarketingPeoplePage() {
  const search = route.useSearch()
  const { figure, broadcast, ...asked } = search
  const query = useInfiniteQuery(listOf<ReportedPerson>(`${marketingReportPath}/people`, { ...search }))
  // The report knows its days where the address says none, and the broadcast's name.
  const report = useQuery(marketingReportQuery(asked)).data
  const parts = [
    report === undefined ? '' : formatDates(report.from, report.until),
    broadcast === undefined ? '' : (report?.byBroadcast.find(({ campaign }) => campaign.id === broadcast)?.campaign.name ?? ''),
    asked.channel === undefined ? '' : channelLabels[asked.channel],
  ].filter((part) => part !== '')
  return (
    <Page
      title={nameBroadcastFigure(figure)}
      description={parts.join(' · ')}
      actions={
        <ButtonLink variant="default" to="/reports/marketing-campaigns" search={asked}>
          Back to the report
        </ButtonLink>
      }
    >
      <section className="card card-flush" aria-label="People">
        <CursorList query={query} empty={<Empty title="Nobody">Nothing of this kind was counted in these days.</Empty>}>
          {(people) => <PeopleTable people={people} />}
        </CursorList>
      </section>
    </Page>
  )
}
