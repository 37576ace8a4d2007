/** A campaign as it is diagnosed: what it is doing, its numbers that lead to their people, and what happened to it. */
import { Anchor, Stack, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { Section } from '../ui/page.tsx'
import { Timeline } from '../ui/timeline.tsx'
import type { DiagnosedCampaign } from './diagnostics-queries.ts'
import type { DiagnosedNumber } from './diagnostics-search.ts'
import { NumberButtons } from './number-buttons.tsx'

interface CampaignSectionProps {
  campaign: DiagnosedCampaign
  timeZone: string
  chosen: DiagnosedNumber
  onChoose: (number: DiagnosedNumber) => void
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
        {numbers.length === 0 ? null : <NumberButtons campaign={campaign} chosen={chosen} onChoose={onChoose} />}
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
