/** The four stages day by day, one upon the other: as a picture, and as the table behind it. */
import { Box, Group, ScrollArea, Table, Text } from '@mantine/core'
import { ChartOrTable } from '../ui/chart-or-table.tsx'
import { formatCount } from '../words/numbers.ts'
import type { SegmentationReport } from './segmentation-queries.ts'
import { stages } from './stages.ts'

type Days = SegmentationReport['days']

const [width, height] = [600, 160]

export function SeriesSection({ days }: { days: Days }) {
  if (days.length < 2) return null
  return <ChartOrTable title="Stages day by day" what="Day by day" chart={<Chart days={days} />} table={<DayTable days={days} />} />
}

function Chart({ days }: { days: Days }) {
  const highest = Math.max(1, ...days.map((day) => day.buyers))
  const x = (index: number) => (index / (days.length - 1)) * width
  const y = (count: number) => height - (count / highest) * (height - 4)
  const [first, last] = [days[0], days.at(-1)]
  return (
    <Box>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width="100%"
        role="img"
        aria-label={`Buyers by stage, at most ${formatCount(highest)}; the table has the numbers`}
      >
        {stages.map(({ key, name, colour }, place) => {
          const below = (day: Days[number]) => stages.slice(place + 1).reduce((sum, stage) => sum + day.customers[stage.key], 0)
          const upper = days.map((day, index) => `${x(index)},${y(below(day) + day.customers[key])}`)
          const lower = days.map((day, index) => `${x(index)},${y(below(day))}`)
          return (
            <polygon key={key} points={[...upper, ...lower.toReversed()].join(' ')} fill={colour}>
              <title>{name}</title>
            </polygon>
          )
        })}
        <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line)" />
      </svg>
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">
          {first?.day} – {last?.day}
        </Text>
        <Group gap="sm">
          {stages.map(({ key, name, colour }) => (
            <Group key={key} gap={6}>
              <Box w={10} h={10} bdrs={3} bg={colour} aria-hidden />
              <Text size="xs">{name}</Text>
            </Group>
          ))}
        </Group>
      </Group>
    </Box>
  )
}

function DayTable({ days }: { days: Days }) {
  return (
    <ScrollArea.Autosize mah={320} viewportProps={{ tabIndex: 0, 'aria-label': 'Days' }}>
      <Table horizontalSpacing="xs" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Day</Table.Th>
            {stages.map(({ key, name }) => (
              <Table.Th key={key} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.toReversed().map(({ day, customers }) => (
            <Table.Tr key={day}>
              <Table.Td>{day}</Table.Td>
              {stages.map(({ key }) => (
                <Table.Td key={key} ta="right" className="numbers">
                  {formatCount(customers[key])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}
