/** The reports of everything that was sent, newest first. */
import { Table, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import { type Broadcast, broadcastsPath } from '../broadcasts/broadcast-queries.ts'
import { ChannelName } from '../broadcasts/broadcast-table.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { broadcastStatuses } from '../words/broadcasts.ts'
import { formatInstant } from '../words/instants.ts'
import { formatCount, formatMoney, formatShare } from '../words/numbers.ts'
import { reportQuery } from './report-queries.ts'

export function ReportListPage() {
  const query = useInfiniteQuery(listOf<Broadcast>(broadcastsPath, { limit: 20 }))
  return (
    <Page title="Reports" description="What each broadcast did: whom it reached, who read it, and what came of it.">
      <section className="card card-flush" aria-label="Reports">
        <CursorList query={query} empty={<NothingSent />}>
          {(rows) => <ReportTable broadcasts={rows.filter(({ status }) => status !== 'draft')} />}
        </CursorList>
      </section>
    </Page>
  )
}

function NothingSent() {
  return (
    <Empty title="Nothing was sent yet" action={<ButtonLink to="/configuration/marketing-campaign">Go to broadcasts</ButtonLink>}>
      A report appears with the first message that leaves.
    </Empty>
  )
}

function ReportTable({ broadcasts }: { broadcasts: Broadcast[] }) {
  if (broadcasts.length === 0) return <NothingSent />
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Broadcast</Table.Th>
          <Table.Th visibleFrom="md">Channel</Table.Th>
          <Table.Th visibleFrom="sm">Status</Table.Th>
          <Table.Th ta="right">Audience</Table.Th>
          <Table.Th ta="right">Sent</Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            Opened
          </Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            Clicked
          </Table.Th>
          <Table.Th ta="right" visibleFrom="md">
            Revenue
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {broadcasts.map((broadcast) => (
          <ReportRow key={broadcast.id} broadcast={broadcast} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function ReportRow({ broadcast: { id, name, channel, status, startedAt } }: { broadcast: Broadcast }) {
  const timeZone = useTimeZone()
  const report = useQuery({ ...reportQuery(id), refetchInterval: false }).data
  const number = (value: string | undefined) => value ?? '…'
  return (
    <Table.Tr className="clickable-row">
      <Table.Td>
        <TextLink to="/reports/marketing-campaigns/$id" params={{ id }} size="sm" fw={500} c="var(--mantine-color-text)">
          {name}
        </TextLink>
        <Text size="xs" c="dimmed">
          {startedAt === null ? 'Not started' : formatInstant(startedAt, timeZone)}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <ChannelName channel={channel} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Status {...broadcastStatuses[status]} />
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {number(report && formatCount(report.recipients))}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {number(report && formatCount(report.sent))}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {number(report && (channel === 'email' ? formatShare(report.opens.unique, report.sent) : '–'))}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {number(report && formatShare(report.clicks.unique, report.sent))}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="md">
        {number(report && (report.attributed.revenue.map(formatMoney).join(' + ') || '–'))}
      </Table.Td>
    </Table.Tr>
  )
}
