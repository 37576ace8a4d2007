/** Broadcasts as rows: name, channel, state, and when. */
import { Box, Group, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconBell, IconMail, IconMessage } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { broadcastStatuses, type Channel, channelLabels, describeSchedule } from '../words/broadcasts.ts'
import { formatAgo, formatInstant } from '../words/instants.ts'
import type { Broadcast } from './broadcast-queries.ts'

const channelIcons = { email: IconMail, sms: IconMessage, push: IconBell }

export function BroadcastTable({
  broadcasts,
  renderActions,
}: {
  broadcasts: Broadcast[]
  renderActions?: (broadcast: Broadcast) => ReactNode
}) {
  const timeZone = useTimeZone()
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="35%">Name</Table.Th>
          <Table.Th visibleFrom="sm">Channel</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th visibleFrom="sm">When</Table.Th>
          {renderActions === undefined ? null : (
            <Table.Th w={60}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {broadcasts.map((broadcast) => (
          <Table.Tr key={broadcast.id} className="clickable-row">
            <Table.Td>
              <TextLink
                to="/configuration/marketing-campaign/$id"
                params={{ id: broadcast.id }}
                fw={500}
                size="sm"
                c="var(--mantine-color-text)"
              >
                {broadcast.name}
              </TextLink>
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <ChannelName channel={broadcast.channel} />
            </Table.Td>
            <Table.Td>
              <Status {...broadcastStatuses[broadcast.status]} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <When broadcast={broadcast} timeZone={timeZone} />
            </Table.Td>
            {renderActions === undefined ? null : <Table.Td>{renderActions(broadcast)}</Table.Td>}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

export function ChannelName({ channel }: { channel: Channel }) {
  const Icon = channelIcons[channel]
  return (
    <Group gap={6} wrap="nowrap">
      <Icon size={16} stroke={1.6} aria-hidden />
      <Text span size="sm">
        {channelLabels[channel]}
      </Text>
    </Group>
  )
}

function When({ broadcast, timeZone }: { broadcast: Broadcast; timeZone: string }) {
  const instant = broadcast.finishedAt ?? broadcast.startedAt
  if (broadcast.status === 'scheduled') return <Dimmed>{describeSchedule(broadcast.schedule, timeZone)}</Dimmed>
  if (instant === null) return <Dimmed>Changed {formatAgo(broadcast.updatedAt)}</Dimmed>
  return (
    <Box title={formatInstant(instant, timeZone)}>
      <Dimmed>{formatAgo(instant)}</Dimmed>
    </Box>
  )
}

function Dimmed({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  )
}
