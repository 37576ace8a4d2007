/** Everything that campaigns did for one customer, newest first, each with its story. */
import { Group, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { Empty } from '../ui/empty.tsx'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { TemporalLink } from '../ui/temporal-link.tsx'
import type { DiagnosedRun } from './diagnostics-queries.ts'
import { More, type MoreQuery } from './line-section.tsx'
import { RunTimeline } from './run-timeline.tsx'
import { standings } from './standings.ts'

export function RunSections({ runs, timeZone, query }: { runs: DiagnosedRun[]; timeZone: string; query: MoreQuery }) {
  if (runs.length === 0)
    return (
      <Section title="What happened">
        <Empty title="Nothing happened" isInCard>
          No campaign that is asked about has had to do with this customer so far.
        </Empty>
      </Section>
    )
  return (
    <>
      {runs.map((run) => (
        <Section
          key={`${run.campaign.id} ${run.journeyId} ${run.timeline[0]?.at}`}
          title={run.campaign.name ?? 'A campaign'}
          aside={<Status {...standings[run.standing]} />}
        >
          <Text size="sm" mb="sm">
            {run.sentence}
          </Text>
          <RunTimeline run={run} timeZone={timeZone} />
          <Group gap="md" mt="xs">
            <CampaignLink kind={run.campaign.kind} id={run.campaign.id} name="The campaign" />
            {run.journeyId === null ? null : (
              <TextLink
                to="/configuration/voucher-campaign/autopilot/$id/journeys/$journeyId"
                params={{ id: run.campaign.id, journeyId: run.journeyId }}
                size="sm"
              >
                The journey
              </TextLink>
            )}
            <TemporalLink url={run.temporalUrl} />
          </Group>
        </Section>
      ))}
      <More query={query} />
    </>
  )
}
