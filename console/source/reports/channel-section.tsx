/** The channels of a period beside each other. */
import { Table } from '@mantine/core'
import { ChannelName } from '../broadcasts/broadcast-table.tsx'
import { Section } from '../ui/page.tsx'
import { formatAmounts, formatMicroAmounts } from '../voucher-reports/amounts.ts'
import { channelLabels } from '../words/broadcasts.ts'
import { formatShare } from '../words/numbers.ts'
import { MarketingPeopleLink } from './marketing-people-link.tsx'
import type { MarketingReport } from './marketing-report-queries.ts'

export function ChannelSection({ channels }: { channels: MarketingReport['byChannel'] }) {
  if (channels.length < 2) return null
  return (
    <Section title="By channel" isFlush>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Channel</Table.Th>
            <Table.Th ta="right">Sent</Table.Th>
            <Table.Th ta="right">Delivered</Table.Th>
            <Table.Th ta="right">Clicked</Table.Th>
            <Table.Th ta="right" visibleFrom="sm">
              Orders
            </Table.Th>
            <Table.Th ta="right" visibleFrom="sm">
              Revenue
            </Table.Th>
            <Table.Th ta="right" visibleFrom="sm">
              Cost
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {channels.map(({ channel, now }) => (
            <Table.Tr key={channel}>
              <Table.Td>
                <ChannelName channel={channel} />
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <MarketingPeopleLink figure="messages" count={now.messages} channel={channel} whose={channelLabels[channel]} />
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <MarketingPeopleLink figure="delivered" count={now.delivered} channel={channel} whose={channelLabels[channel]}>
                  {formatShare(now.delivered, now.messages)}
                </MarketingPeopleLink>
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <MarketingPeopleLink figure="clicked" count={now.clicked} channel={channel} whose={channelLabels[channel]}>
                  {formatShare(now.clicked, now.messages)}
                </MarketingPeopleLink>
              </Table.Td>
              <Table.Td ta="right" className="numbers" visibleFrom="sm">
                <MarketingPeopleLink figure="orders" count={now.orders} channel={channel} whose={channelLabels[channel]} />
              </Table.Td>
              <Table.Td ta="right" className="numbers" visibleFrom="sm">
                <MarketingPeopleLink figure="orders" count={now.orders} channel={channel} whose={channelLabels[channel]}>
                  {formatAmounts(now.revenue)}
                </MarketingPeopleLink>
              </Table.Td>
              <Table.Td ta="right" className="numbers" visibleFrom="sm">
                {formatMicroAmounts(now.messageCost)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}
