/** The size of a pinned audience day by day: as a line, and as the table behind it. */
import { Group, ScrollArea, Table, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { LineChart } from '../ui/line-chart.tsx'
import { formatDay } from '../words/instants.ts'
import { formatCount, formatMoney } from '../words/numbers.ts'
import { type AudienceSizes, sizesQuery } from './audience-queries.ts'

export function SizeChart({ id }: { id: string }) {
  const days = useQuery(sizesQuery(id)).data?.days ?? []
  const [isTable, { toggle }] = useDisclosure()
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined || days.length < 2)
    return (
      <Text size="xs" c="dimmed">
        Counted every hour; from tomorrow on, a line shows how it moves.
      </Text>
    )
  const change = last.customers - first.customers
  const words = `${change === 0 ? 'As many as' : `${formatCount(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'} than`} on ${formatDay(first.day, 'UTC')}`
  return (
    <div>
      {isTable ? <SizeTable days={days} /> : <LineChart values={days.map(({ customers }) => customers)} label={words} />}
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {words}
        </Text>
        <UnstyledButton fz="xs" c="dimmed" td="underline" onClick={toggle}>
          {isTable ? 'Chart' : 'Table'}
        </UnstyledButton>
      </Group>
    </div>
  )
}

function SizeTable({ days }: { days: AudienceSizes['days'] }) {
  return (
    <ScrollArea.Autosize mah={180} viewportProps={{ tabIndex: 0, 'aria-label': 'Size day by day' }}>
      <Table horizontalSpacing={4} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Day</Table.Th>
            <Table.Th ta="right">People</Table.Th>
            <Table.Th ta="right">Revenue</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.toReversed().map(({ day, customers, revenue }) => (
            <Table.Tr key={day}>
              <Table.Td>{day}</Table.Td>
              <Table.Td ta="right" className="numbers">
                {formatCount(customers)}
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {formatMoney(revenue)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}
