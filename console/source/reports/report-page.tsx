/** The report of one broadcast. Its numbers add up to the audience, and each leads to the people behind it. */
import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { broadcastsPath } from '../broadcasts/broadcast-queries.ts'
import { ChannelName } from '../broadcasts/broadcast-table.tsx'
import { BroadcastPeople } from '../broadcasts/run/broadcast-people.tsx'
import { OutcomeTable } from '../campaigns/outcome-table.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { DownloadButton } from '../ui/download-button.tsx'
import { ButtonLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { broadcastStatuses } from '../words/broadcasts.ts'
import { formatInstant } from '../words/instants.ts'
import { FunnelSection } from './funnel-section.tsx'
import { Headline } from './headline.tsx'
import { LiftSection } from './lift-section.tsx'
import { LinkSection } from './link-section.tsx'
import { OverTimeSection } from './over-time-section.tsx'
import { ReactionSection } from './reaction-section.tsx'
import { reportQuery } from './report-queries.ts'

const route = getRouteApi('/reports/marketing-campaigns/$id')

export function ReportPage() {
  const { id } = route.useParams()
  const timeZone = useTimeZone()
  const { data: report, error, refetch } = useQuery(reportQuery(id))
  if (report === undefined) {
    return (
      <Page title="Report">
        <NotLoaded error={error} refetch={refetch} />
      </Page>
    )
  }
  return (
    <Page
      title={report.name}
      description={
        <Group gap="md">
          <Status {...broadcastStatuses[report.status]} />
          <ChannelName channel={report.channel} />
          <Text span size="sm">
            As of {formatInstant(report.computedAt, timeZone)}
          </Text>
        </Group>
      }
      actions={
        <>
          <DownloadButton path={`${broadcastsPath}/${id}/report.csv`} name={report.name} />
          <ButtonLink variant="default" to="/configuration/marketing-campaign/$id" params={{ id }}>
            Open the broadcast
          </ButtonLink>
        </>
      }
    >
      <Headline report={report} />
      <FunnelSection report={report} />
      <div className="split">
        <Stack gap="md">
          <Section title="Everyone in the audience">
            <OutcomeTable counts={report} renderCount={(count, search) => <BroadcastPeople id={id} count={count} search={search} />} />
          </Section>
          <OverTimeSection hours={report.overTime} timeZone={timeZone} channel={report.channel} />
          <LinkSection report={report} />
        </Stack>
        <Stack gap="md">
          <ReactionSection report={report} />
          <LiftSection report={report} />
        </Stack>
      </div>
    </Page>
  )
}
