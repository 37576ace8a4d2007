/** The broadcasts of a period, the latest first: what each did in it, and the way to its people and its report. */
import { Button, Center, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { ChannelName } from '../broadcasts/broadcast-table.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { formatAmounts } from '../voucher-reports/amounts.ts'
import { formatInstant } from '../words/instants.ts'
import { formatShare } from '../words/numbers.ts'
import { MarketingPeopleLink } from './marketing-people-link.tsx'
import type { BroadcastFigure } from './marketing-people-search.ts'
import type { MarketingReport } from './marketing-report-queries.ts'

type Row = MarketingReport['byBroadcast'][number]

const shownAtOnce = 50

export function BroadcastReportTable({ broadcasts }: { broadcasts: Row[] }) {
  const [shown, setShown] = useState(shownAtOnce)
  if (broadcasts.length === 0)
    return (
      <section className="card">
        <Empty
          title="Nothing was sent in these days"
          action={<ButtonLink to="/configuration/marketing-campaign">Go to broadcasts</ButtonLink>}
        >
          A report appears with the first message that leaves. Earlier ones are in earlier days.
        </Empty>
      </section>
    )
  return (
    <Section title="By broadcast" isFlush>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Broadcast</Table.Th>
            <Table.Th visibleFrom="md">Channel</Table.Th>
            <Table.Th ta="right">Sent</Table.Th>
            <Table.Th ta="right" visibleFrom="sm">
              Delivered
            </Table.Th>
            <Table.Th ta="right" visibleFrom="sm">
              Opened
            </Table.Th>
            <Table.Th ta="right">Clicked</Table.Th>
            <Table.Th ta="right" visibleFrom="md">
              Orders
            </Table.Th>
            <Table.Th ta="right" visibleFrom="md">
              Revenue
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {broadcasts.slice(0, shown).map((broadcast) => (
            <BroadcastRow key={broadcast.campaign.id} broadcast={broadcast} />
          ))}
        </Table.Tbody>
      </Table>
      {broadcasts.length > shown ? (
        <Center p="md">
          <Button variant="default" onClick={() => setShown(shown + shownAtOnce)}>
            Show more
          </Button>
        </Center>
      ) : null}
    </Section>
  )
}

function BroadcastRow({ broadcast: { campaign, startedAt, now } }: { broadcast: Row }) {
  const { id, name, channel } = campaign
  const timeZone = useTimeZone()
  const people = (figure: BroadcastFigure, sum?: string) => (
    <MarketingPeopleLink figure={figure} count={now[figure]} broadcast={id} whose={name}>
      {sum}
    </MarketingPeopleLink>
  )
  const share = (count: number) => (
    <Text size="xs" c="dimmed">
      {formatShare(count, now.messages)}
    </Text>
  )
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
      <Table.Td ta="right" className="numbers">
        {people('messages')}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {people('delivered')}
        {share(now.delivered)}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {channel === 'email' ? (
          <>
            {people('opened')}
            {share(now.opened)}
          </>
        ) : (
          '–'
        )}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {people('clicked')}
        {share(now.clicked)}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="md">
        {people('orders')}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="md">
        {people('orders', formatAmounts(now.revenue))}
      </Table.Td>
    </Table.Tr>
  )
}
