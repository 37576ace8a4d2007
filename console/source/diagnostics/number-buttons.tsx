/** A campaign's numbers as ways to those whom they count: an autopilot's journeys apart from its messages, since both can have failed. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { describeJourneyReason, describeWait, journeyOutcomes, journeyStatuses } from '../words/autopilots.ts'
import { channelLabels } from '../words/broadcasts.ts'
import { formatCount } from '../words/numbers.ts'
import { describeReason, describeStatus, isDeliveryStatus } from '../words/outcomes.ts'
import type { DiagnosedCampaign } from './diagnostics-queries.ts'
import type { DiagnosedNumber } from './diagnostics-search.ts'

type Counted = DiagnosedCampaign['numbers'][number]

interface NumberButtonsProps {
  campaign: Pick<DiagnosedCampaign, 'kind' | 'numbers'>
  chosen: DiagnosedNumber
  onChoose: (number: DiagnosedNumber) => void
}

export function NumberButtons({ campaign: { kind, numbers }, chosen, onChoose }: NumberButtonsProps) {
  const groups =
    kind === 'autopilot'
      ? [
          { label: 'Journeys, and how they ended', own: numbers.filter(({ of }) => of === 'journeys') },
          { label: 'Messages, and what became of them', own: numbers.filter(({ of }) => of === 'messages') },
        ]
      : [{ label: 'Customers, by their last message', own: numbers }]
  return (
    <Stack gap="xs">
      {groups.map(({ label, own }) =>
        own.length === 0 ? null : (
          <div key={label}>
            <Text size="xs" c="dimmed" fw={500} mb={4}>
              {label}
            </Text>
            <Group gap={6} role="group" aria-label={label}>
              {own.map((number) => {
                const asked = askFor(number)
                const isChosen = (['of', 'stage', 'reason', 'channel'] as const).every((name) => asked[name] === chosen[name])
                return (
                  <Button
                    key={`${number.of} ${number.stage} ${number.outcome} ${number.reason} ${number.channel}`}
                    size="compact-sm"
                    variant={isChosen ? 'filled' : 'default'}
                    aria-pressed={isChosen}
                    rightSection={
                      <Text span size="xs" fw={600} className="numbers" c={isChosen ? 'inherit' : 'dimmed'}>
                        {formatCount(number.count)}
                      </Text>
                    }
                    h="auto"
                    py={2}
                    // On a phone a long one takes two lines.
                    styles={{
                      label: { whiteSpace: 'normal', textAlign: 'left', lineHeight: 1.4, height: 'auto' },
                      section: { flex: '0 0 auto' },
                    }}
                    onClick={() => onChoose(isChosen ? {} : asked)}
                  >
                    {number.of === 'journeys' ? nameJourneys(number) : nameMessages(number)}
                  </Button>
                )
              })}
            </Group>
          </div>
        ),
      )}
    </Stack>
  )
}

/** Those whom the number counts, and nobody else. */
function askFor({ of, stage, outcome, reason, channel }: Counted): DiagnosedNumber {
  const isPending = stage === 'pending'
  return {
    of,
    stage: outcome ?? stage,
    ...(isPending ? {} : { reason: reason ?? 'none' }),
    ...(channel === null ? {} : { channel }),
  }
}

/** `On the way: waits for the time to pass`, `Failed: …`. */
function nameJourneys({ stage, outcome, reason }: Counted): string {
  const statuses: Record<string, { label: string }> = journeyStatuses
  const outcomes: Record<string, { label: string }> = journeyOutcomes
  const label = outcomes[outcome ?? '']?.label ?? statuses[stage]?.label ?? stage
  if (reason === null) return label
  return `${label}: ${stage === 'running' ? `waits ${describeWait(reason)}` : describeJourneyReason(reason)}`
}

/** `Email: failed: the provider refused the message`. */
function nameMessages({ stage, reason, channel }: Counted): string {
  const status = stage === 'pending' || isDeliveryStatus(stage) ? describeStatus(stage).label : stage
  return [channel === null ? '' : channelLabels[channel], status.toLowerCase(), reason === null ? '' : describeReason(reason).toLowerCase()]
    .filter((part) => part !== '')
    .join(': ')
    .replace(/^./, (letter) => letter.toUpperCase())
}
