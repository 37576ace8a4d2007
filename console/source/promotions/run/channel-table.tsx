/** What happened on each channel; whoever fell through is on the next one too. */
import { Table } from '@mantine/core'
import { channelLabels } from '../../words/broadcasts.ts'
import type { PromotionPeopleFilter } from '../promotion-filter.ts'
import type { PromotionProgress } from '../promotion-queries.ts'
import { PromotionPeople } from './promotion-people.tsx'

export function ChannelTable({ progress: { promotionId: id, channels } }: { progress: PromotionProgress }) {
  return (
    <Table className="edge-table" horizontalSpacing="xs" verticalSpacing={8} withRowBorders={false}>
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
        {channels.map((row) => (
          <ChannelRow key={`${row.channel} ${row.purpose}`} id={id} row={row} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function ChannelRow({ id, row: { channel, purpose, recipients, byStatus } }: { id: string; row: PromotionProgress['channels'][number] }) {
  const label = purpose === 'offer' ? channelLabels[channel] : `Reminder by ${channelLabels[channel]}`
  const people = (count: number, what: string, search: PromotionPeopleFilter = {}) => (
    <PromotionPeople id={id} count={count} what={`${what}, ${label}`} search={{ channel, attempt: purpose, ...search }} />
  )
  return (
    <Table.Tr>
      <Table.Td>{label}</Table.Td>
      <Table.Td ta="right" className="numbers">
        {people(recipients, 'came to it')}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {people(byStatus.accepted + byStatus.delivered, 'reached', { outcome: 'reached' })}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {people(byStatus.skipped, 'skipped', { status: 'skipped' })}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="xs">
        {people(byStatus.undeliverable + byStatus.bounced + byStatus.failed, 'did not arrive', { outcome: 'lost' })}
      </Table.Td>
    </Table.Tr>
  )
}
