/** A campaign as it is diagnosed: what it is doing, its numbers that lead to their people, and what happened to it. */
import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { Section } from '../ui/page.tsx'
import { Timeline } from '../ui/timeline.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatCount } from '../words/numbers.ts'
import { describeReason } from '../words/outcomes.ts'
import type { DiagnosedCampaign } from './diagnostics-queries.ts'
import type { DiagnosticsSearch } from './diagnostics-search.ts'

interface CampaignSectionProps {
  campaign: DiagnosedCampaign
  timeZone: string
  chosen: Pick<DiagnosticsSearch, 'stage' | 'reason'>
  onChoose: (part: Pick<DiagnosticsSearch, 'stage' | 'reason'>) => void
}

const latestShown = 8

export function CampaignSection({ campaign, timeZone, chosen, onChoose }: CampaignSectionProps) {
  const { kind, id, name, sentence, temporalUrl, numbers, timeline } = campaign
  return (
    <Section title={name} aside={<CampaignLink kind={kind} id={id} name="Open it" />}>
      <Stack gap="sm">
        <Text size="sm">
          {/* Beside a customer it is not counted. */}
          {numbers.length === 0 ? '' : sentence}
          {temporalUrl === null ? null : (
            <>
              {' '}
              <Anchor href={temporalUrl} target="_blank" rel="noreferrer" inherit underline="always">
                Its run in the Temporal UI
              </Anchor>
            </>
          )}
        </Text>
        {numbers.length === 0 ? null : (
          <Group gap={6} role="group" aria-label="Numbers">
            {numbers.map(({ of, stage, outcome, reason, channel, count }) => {
              const isChosen = chosen.stage === (outcome ?? stage) && (chosen.reason ?? null) === reason
              return (
                <Button
                  key={`${of} ${stage} ${outcome} ${reason} ${channel}`}
                  size="compact-sm"
                  variant={isChosen ? 'filled' : 'default'}
                  rightSection={
                    <Badge size="sm" variant="transparent" c={isChosen ? 'white' : 'dimmed'} p={0}>
                      {formatCount(count)}
                    </Badge>
                  }
                  onClick={() => onChoose(isChosen ? {} : { stage: outcome ?? stage, ...(reason === null ? {} : { reason }) })}
                >
                  {[
                    channel === null ? '' : channelLabels[channel],
                    (outcome ?? stage).replaceAll('_', ' '),
                    reason === null ? '' : describeReason(reason).toLowerCase(),
                  ]
                    .filter((part) => part !== '')
                    .join(': ')
                    .replace(/^./, (letter) => letter.toUpperCase())}
                </Button>
              )
            })}
          </Group>
        )}
        {timeline.length === 0 ? null : (
          <Timeline
            items={timeline
              .slice(0, latestShown)
              .map((entry) => ({ at: entry.at, text: entry.sentence, tone: 'quiet' as const, notes: [] }))}
            timeZone={timeZone}
          />
        )}
      </Stack>
    </Section>
  )
}
