/** The people behind a figure of a report, one row for each thing that it counts. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { dropAbsent } from '../http/drop-absent.ts'
import { listOf } from '../http/page.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { nameSegment } from '../words/autopilots.ts'
import { channelLabels } from '../words/broadcasts.ts'
import { formatDates } from '../words/instants.ts'
import { findReport, nameFigure, type PeopleSearch } from './people-search.ts'
import { nameCode, PeopleTable, type ReportedPerson } from './people-table.tsx'
import { reportPath, voucherReportQuery } from './report-queries.ts'
import type { ReportSearch } from './report-search.ts'

const route = getRouteApi('/reports/voucher-campaigns/people')

export function ReportPeoplePage() {
  const search = route.useSearch()
  const { of: _of, figure: _figure, code: _code, ...asked } = search
  const query = useInfiniteQuery(listOf<ReportedPerson>(`${reportPath}/people`, { ...search }))
  const { channel, segment, ...rest } = asked
  const back: ReportSearch = {
    ...rest,
    ...(channel === undefined || channel === 'none' ? {} : { channel }),
    ...(segment === undefined || segment === 'none' ? {} : { segment }),
  }
  return (
    <Page
      title={nameFigure(search)}
      description={<Asked search={search} />}
      actions={
        <ButtonLink variant="default" to={findReport(search)} search={back}>
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

/** What the figure is of: its days, and what it was narrowed down to. */
function Asked({ search: { from, until, campaign, kind, channel, segment, code } }: { search: PeopleSearch }) {
  // The report knows its days where the address says none, and the campaign's name.
  const report = useQuery(voucherReportQuery('overview', dropAbsent<ReportSearch>({ from, until, campaign }))).data
  const parts = [
    report === undefined ? '' : formatDates(report.from, report.until),
    campaign === undefined
      ? kind === undefined
        ? ''
        : kind === 'autopilot'
          ? 'autopilots'
          : 'promotions'
      : (report?.byCampaign.find((one) => one.campaign.id === campaign)?.campaign.name ?? ''),
    channel === undefined ? '' : channel === 'none' ? 'no message arrived' : channelLabels[channel],
    segment === undefined ? '' : segment === 'none' ? 'in no segment' : nameSegment(segment),
    code === undefined ? '' : nameCode(code),
  ].filter((part) => part !== '')
  return parts.join(' · ')
}
