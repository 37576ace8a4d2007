/** Broadcasts as rows: name and id, channel, state, when, and what they came to, each number a way to its people. */
import { Group, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconBell, IconMail, IconMessage } from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import { BroadcastPeopleLink } from '../reports/broadcast-people-link.tsx'
import type { PeopleFilter } from '../reports/people-filter.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { broadcastStatuses, type Channel, channelLabels, describeSchedule } from '../words/broadcasts.ts'
import { formatAgo, formatInstant } from '../words/instants.ts'
import { formatShare } from '../words/numbers.ts'
import type { BroadcastCounts, ListedBroadcast } from './broadcast-queries.ts'

const channelIcons = { email: IconMail, sms: IconMessage, push: IconBell }

interface BroadcastTableProps {
  broadcasts: ListedBroadcast[]
  /** What they came to, by id: those that are not counted yet are not in it. Without it no numbers are shown. */
  counts?: ReadonlyMap<string, BroadcastCounts>
  /** The same function each time: rows that are known are not drawn again when more come. */
  renderActions?: (broadcast: ListedBroadcast) => ReactNode
}

export function BroadcastTable({ broadcasts, counts, renderActions }: BroadcastTableProps) {
  return (
    <Table className="phone-rows">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Channel</Table.Th>
          <Table.Th>Status</Table.Th>
          {counts === undefined ? null : (
            <>
              <Table.Th ta="right" visibleFrom="sm">
                Audience
              </Table.Th>
              <Table.Th ta="right">Sent</Table.Th>
              <Table.Th ta="right" visibleFrom="md">
                Opened
              </Table.Th>
              <Table.Th ta="right" visibleFrom="md">
                Clicked
              </Table.Th>
            </>
          )}
          <Table.Th>When</Table.Th>
          {renderActions === undefined ? null : (
            <Table.Th w={60}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {broadcasts.map((broadcast) => (
          <Row
            key={broadcast.id}
            broadcast={broadcast}
            hasCounts={counts !== undefined}
            counts={counts?.get(broadcast.id)}
            renderActions={renderActions}
          />
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface RowProps {
  broadcast: ListedBroadcast
  hasCounts: boolean
  counts: BroadcastCounts | undefined
  renderActions: BroadcastTableProps['renderActions']
}

const Row = memo(function Row({ broadcast, hasCounts, counts, renderActions }: RowProps) {
  const { id, name, channel, status } = broadcast
  const timeZone = useTimeZone()
  return (
    <Table.Tr className="clickable-row">
      <Table.Td>
        <TextLink
          to="/configuration/marketing-campaign/$id"
          params={{ id }}
          fw={500}
          size="sm"
          c="var(--mantine-color-text)"
          style={{ overflowWrap: 'anywhere' }}
        >
          {name}
        </TextLink>
        {hasCounts ? (
          <Text size="xs" c="dimmed" ff="monospace" truncate maw="16rem" visibleFrom="sm">
            {id}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td>
        <ChannelName channel={channel} />
      </Table.Td>
      <Table.Td>
        <Status {...broadcastStatuses[status]} />
      </Table.Td>
      {hasCounts ? <CountCells broadcast={broadcast} counts={counts} /> : null}
      <Table.Td c="dimmed" maw="15rem">
        <When broadcast={broadcast} timeZone={timeZone} />
      </Table.Td>
      {renderActions === undefined ? null : <Table.Td className="row-menu">{renderActions(broadcast)}</Table.Td>}
    </Table.Tr>
  )
})

/** Empty where nothing has left yet, and while it is being counted. */
function CountCells({ broadcast, counts }: { broadcast: ListedBroadcast; counts: BroadcastCounts | undefined }) {
  const link = (count: number, what: string, search: PeopleFilter) => (
    <BroadcastPeopleLink broadcast={broadcast} count={count} what={what} search={search} />
  )
  return (
    <>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {counts === undefined ? null : link(counts.recipients, 'Audience', {})}
      </Table.Td>
      <Table.Td ta="right" className="numbers" data-label="Sent">
        {counts === undefined ? null : link(counts.sent, 'Sent', { sent: true })}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="md">
        {counts === undefined || broadcast.channel !== 'email' ? null : (
          <Reacted count={counts.opened} sent={counts.sent}>
            {link(counts.opened, 'Opened', { engagement: 'opened' })}
          </Reacted>
        )}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="md">
        {counts === undefined ? null : (
          <Reacted count={counts.clicked} sent={counts.sent}>
            {link(counts.clicked, 'Clicked', { engagement: 'clicked' })}
          </Reacted>
        )}
      </Table.Td>
    </>
  )
}

function Reacted({ count, sent, children }: { count: number; sent: number; children: ReactNode }) {
  return (
    <>
      {children}
      <Text size="xs" c="dimmed">
        {formatShare(count, sent)}
      </Text>
    </>
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

function When({ broadcast, timeZone }: { broadcast: ListedBroadcast; timeZone: string }) {
  const instant = broadcast.finishedAt ?? broadcast.startedAt
  if (broadcast.status === 'scheduled') return <>{describeSchedule(broadcast.schedule, timeZone)}</>
  const at = instant ?? broadcast.updatedAt
  return (
    <span style={{ whiteSpace: 'nowrap' }} title={formatInstant(at, timeZone)}>
      {instant === null ? 'Changed ' : ''}
      {formatAgo(at)}
    </span>
  )
}
