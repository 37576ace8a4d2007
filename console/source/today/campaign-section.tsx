/** What leaves at this moment, waits for its time, is always on, was paused or has failed: campaigns of every kind, with their numbers as they move. */
import { Box, Group, Progress, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { NotLoaded } from '../ui/not-loaded.tsx'
import { Section } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { autopilotStatuses, isAutopilotStatus } from '../words/autopilots.ts'
import { broadcastStatuses, channelLabels, describeSchedule, isBroadcastStatus } from '../words/broadcasts.ts'
import { formatInstant, formatSince } from '../words/instants.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import type { Tone } from '../words/outcomes.ts'
import { isPromotionStatus, promotionStatuses } from '../words/promotions.ts'
import { CampaignNumbers } from './campaign-numbers.tsx'
import { type LiveCampaign, liveCampaignsQuery } from './today-queries.ts'

const kinds = { broadcast: 'Broadcast', promotion: 'Promotion', autopilot: 'Autopilot' }

export function CampaignSection() {
  const timeZone = useTimeZone()
  const { data, error, refetch } = useQuery(liveCampaignsQuery)
  const campaigns = data?.data
  return (
    <Section
      title="What is going on"
      isFlush
      aside={
        <TextLink to="/configuration/voucher-campaign/health" size="sm">
          Health
        </TextLink>
      }
    >
      {campaigns === undefined ? (
        <Box p="md">
          <NotLoaded error={error} refetch={refetch} />
        </Box>
      ) : campaigns.length === 0 ? (
        <Empty
          title="Nothing is going on"
          action={<ButtonLink to="/configuration/voucher-campaign/autopilot/add/new">New autopilot</ButtonLink>}
        >
          What sends, waits for its time or is always on appears here. An autopilot finds the right customers by itself, every day.
        </Empty>
      ) : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Campaign</Table.Th>
              <Table.Th>Status</Table.Th>
              <Table.Th visibleFrom="sm">Numbers</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {campaigns.map((campaign) => (
              <LiveRow key={campaign.id} campaign={campaign} timeZone={timeZone} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  )
}

function LiveRow({ campaign, timeZone }: { campaign: LiveCampaign; timeZone: string }) {
  const { kind, id, name, channels, status, failure, numbers } = campaign
  return (
    <Table.Tr className="clickable-row">
      <Table.Td>
        <CampaignLink kind={kind} id={id} name={name} />
        <Text size="xs" c="dimmed">
          {[kinds[kind], ...channels.map((channel) => channelLabels[channel])].join(' · ')}
        </Text>
        <Box hiddenFrom="sm" mt={4}>
          <CampaignNumbers campaign={campaign} />
        </Box>
      </Table.Td>
      <Table.Td>
        <Stack gap={4}>
          <Status {...describeLiveStatus(campaign)} />
          <Text size="xs" c="dimmed" pl={16}>
            {describeWhen(campaign, timeZone)}
            {failure === null ? '' : ` · ${failure.replaceAll('_', ' ')}`}
          </Text>
          {status !== 'sending' || numbers.decidedShare === null ? null : (
            <Group gap="xs" wrap="nowrap" pl={16}>
              <Progress
                value={numbers.decidedShare * 100}
                flex={1}
                maw={120}
                aria-label={`${name}: ${formatShare(numbers.decidedShare, 1)} done`}
              />
              <Text size="xs" c="dimmed" className="numbers">
                {formatShare(numbers.decidedShare, 1)}
                {numbers.recipients === null ? '' : ` of ${formatCount(numbers.recipients)}`}
              </Text>
            </Group>
          )}
        </Stack>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <CampaignNumbers campaign={campaign} />
      </Table.Td>
    </Table.Tr>
  )
}

function describeLiveStatus({ kind, status, failure }: LiveCampaign): { label: string; tone: Tone } {
  if (kind === 'autopilot' && isAutopilotStatus(status))
    return failure === null ? autopilotStatuses[status] : { label: 'Cannot look', tone: 'bad' }
  if (kind === 'promotion' && isPromotionStatus(status)) return promotionStatuses[status]
  return isBroadcastStatus(status) ? broadcastStatuses[status] : { label: status, tone: 'quiet' }
}

function describeWhen({ status, since, schedule }: LiveCampaign, timeZone: string): string {
  if (status === 'scheduled' && schedule !== null) return describeSchedule(schedule, timeZone)
  return since === null ? '' : status === 'failed' ? formatInstant(since, timeZone) : formatSince(since)
}
