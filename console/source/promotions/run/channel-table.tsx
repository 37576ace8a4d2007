/** What happened on each channel; whoever fell through is on the next one too. */
import { Table, Text } from '@mantine/core'
import { TextLink } from '../../ui/link.tsx'
import { channelLabels } from '../../words/broadcasts.ts'
import { formatCount } from '../../words/numbers.ts'
import type { PromotionProgress } from '../promotion-queries.ts'

export function ChannelTable({ progress: { promotionId: id, channels } }: { progress: PromotionProgress }) {
  return (
    <Table horizontalSpacing={0} verticalSpacing={8} withRowBorders={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Channel</Table.Th>
          <Table.Th ta="right">Came to it</Table.Th>
          <Table.Th ta="right">Reached</Table.Th>
          <Table.Th ta="right">Skipped</Table.Th>
          <Table.Th ta="right" visibleFrom="xs">
            Did not arrive
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {channels.map(({ channel, purpose, recipients, byStatus }) => (
          <Table.Tr key={`${channel} ${purpose}`}>
            <Table.Td>
              {purpose === 'offer' ? (
                <TextLink to="/configuration/voucher-campaign/promotion/$id/people" params={{ id }} search={{ channel }} size="sm">
                  {channelLabels[channel]}
                </TextLink>
              ) : (
                <Text size="sm">Reminder by {channelLabels[channel]}</Text>
              )}
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              {formatCount(recipients)}
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              {formatCount(byStatus.accepted + byStatus.delivered)}
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              {formatCount(byStatus.skipped)}
            </Table.Td>
            <Table.Td ta="right" className="numbers" visibleFrom="xs">
              {formatCount(byStatus.undeliverable + byStatus.bounced + byStatus.failed)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
