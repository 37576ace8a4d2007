/** The report of one broadcast. Its numbers add up to the audience, and each leads to the people behind it. */
import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { broadcastsPath } from '../broadcasts/broadcast-queries.ts'
import { ChannelName } from '../broadcasts/broadcast-table.tsx'
import { BroadcastPeople } from '../broadcasts/run/broadcast-people.tsx'
import { PendingPeople } from '../campaigns/pending-people.tsx'
import { OutcomeTable } from '../campaigns/outcome-table.tsx'
import { dropAbsent } from '../http/drop-absent.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { DownloadButton } from '../ui/download-button.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page, Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { Status } from '../ui/status.tsx'
import { broadcastStatuses } from '../words/broadcasts.ts'
import { formatInstant } from '../words/instants.ts'
import { ComparisonSection } from './comparison-section.tsx'
import { FunnelSection } from './funnel-section.tsx'
import { Headline } from './headline.tsx'
import { HoursFields } from './hours-fields.tsx'
import { LiftSection } from './lift-section.tsx'
import { LinkSection } from './link-section.tsx'
import { OverTimeSection } from './over-time-section.tsx'
import { ReactionSection } from './reaction-section.tsx'
import { describeHours, pickHours, type ReportHoursSearch } from './report-hours.ts'
import { formatReportAsked, reportQuery } from './report-queries.ts'

const route = getRouteApi('/reports/marketing-campaigns/$id')

export function ReportPage() {
  const { id } = route.useParams()
  const timeZone = useTimeZone()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const hours = pickHours(search)
  const { data: report, error, refetch, isPlaceholderData } = useQuery(reportQuery(id, search))
  if (report === undefined) {
    return (
      <Page title="Report">
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  }
  const isWhole = hours.fromHours === undefined && hours.untilHours === undefined
  return (
    <Page
      title={report.name}
      description={
        <Group gap="md" className="meta-line">
          <Status {...broadcastStatuses[report.status]} />
          <ChannelName channel={report.channel} />
          <Text span size="sm">
            As of {formatInstant(report.computedAt, timeZone)}
          </Text>
        </Group>
      }
      actions={
        <>
          <DownloadButton path={`${broadcastsPath}/${id}/report.csv${formatReportAsked(search)}`} name={report.name} />
          <ButtonLink variant="default" to="/configuration/marketing-campaign/$id" params={{ id }}>
            Open the broadcast
          </ButtonLink>
        </>
      }
    >
      <HoursFields
        report={report}
        chosen={search}
        onChange={(part) => void navigate({ search: (before) => dropAbsent<ReportHoursSearch>({ ...before, ...part }), replace: true })}
      />
      {isWhole ? null : (
        <Text size="xs" c="dimmed">
          What happened {describeHours(hours)}
          {report.period.openingAt === null || report.period.closingAt === null
            ? ''
            : `: ${formatInstant(report.period.openingAt, timeZone)} – ${formatInstant(report.period.closingAt, timeZone)}`}
          . The audience’s outcomes and the lift are as they stand by now.
        </Text>
      )}
      {error === null ? null : (
        <ProblemAlert error={error} title="The report of these hours could not be made" retry={() => void refetch()} />
      )}
      <Stack gap="md" opacity={isPlaceholderData ? 0.6 : 1}>
        <Headline report={report} hours={hours} />
        <FunnelSection report={report} hours={hours} />
        <ComparisonSection report={report} hours={hours} />
        <div className="split">
          <Stack gap="md">
            <Section title={isWhole ? 'Everyone in the audience' : 'Everyone in the audience, by now'}>
              <OutcomeTable
                counts={report}
                renderCount={(count, search) => <BroadcastPeople id={id} count={count} search={search} />}
                renderPending={(count) => <PendingPeople campaign={id} count={count} />}
              />
            </Section>
            <OverTimeSection hours={report.overTime} timeZone={timeZone} channel={report.channel} />
            <LinkSection report={report} hours={hours} />
          </Stack>
          <Stack gap="md">
            <ReactionSection report={report} hours={hours} />
            <LiftSection report={report} />
          </Stack>
        </div>
      </Stack>
    </Page>
  )
}
