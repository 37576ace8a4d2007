/** What happened when, hour by hour: as a picture, and as the table behind it. */
import { Box, Group, ScrollArea, Table, Text } from '@mantine/core'
import { ChartOrTable } from '../ui/chart-or-table.tsx'
import type { Channel } from '../words/broadcasts.ts'
import { formatHour } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import type { Report } from './report-queries.ts'

type Hours = Report['overTime']
type Measure = 'accepted' | 'delivered' | 'opened' | 'clicked'

const measures: { measure: Measure; label: string; colour: string }[] = [
  { measure: 'accepted', label: 'Accepted', colour: 'var(--mantine-color-gray-5)' },
  { measure: 'delivered', label: 'Delivered', colour: 'var(--mantine-color-indigo-5)' },
  { measure: 'opened', label: 'Opened', colour: 'var(--mantine-color-teal-5)' },
  { measure: 'clicked', label: 'Clicked', colour: 'var(--mantine-color-orange-5)' },
]
const [width, height] = [600, 160]
/** An hour alone is no reason for a bar as wide as the page. */
const leastHours = 12

export function OverTimeSection({ hours, timeZone, channel }: { hours: Hours; timeZone: string; channel: Channel }) {
  if (hours.length === 0) return null
  const view = { hours, measures: measures.filter(({ measure }) => channel === 'email' || measure !== 'opened'), timeZone }
  return <ChartOrTable title="Over time" chart={<Chart {...view} />} table={<HourTable {...view} />} />
}

interface ViewProps {
  hours: Hours
  measures: typeof measures
  timeZone: string
}

function Chart({ hours, measures: shown, timeZone }: ViewProps) {
  const highest = Math.max(1, ...hours.flatMap((hour) => shown.map(({ measure }) => hour[measure])))
  const slot = width / Math.max(hours.length, leastHours)
  const bar = (slot * 0.8) / shown.length
  const [first, last] = [hours[0], hours.at(-1)]
  return (
    <Box>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width="100%"
        role="img"
        aria-label={`Hour by hour, at most ${formatCount(highest)}; the table has the numbers`}
      >
        {[0.25, 0.5, 0.75, 1].map((share) => (
          <line key={share} x1={0} x2={width} y1={height - share * height + 0.5} y2={height - share * height + 0.5} stroke="var(--line)" />
        ))}
        {hours.map((hour, index) =>
          shown.map(({ measure, label, colour }, place) => {
            const size = (hour[measure] / highest) * (height - 4)
            return (
              <rect
                key={`${hour.hourAt} ${measure}`}
                x={index * slot + place * bar + slot * 0.1}
                y={height - size}
                width={Math.max(bar - 1, 1)}
                height={size}
                rx={Math.min(2, bar / 3)}
                fill={colour}
              >
                <title>{`${label}, ${formatHour(hour.hourAt, timeZone)}: ${formatCount(hour[measure])}`}</title>
              </rect>
            )
          }),
        )}
        <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line)" />
      </svg>
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">
          {first === undefined ? '' : formatHour(first.hourAt, timeZone)}
          {last === undefined || last === first ? '' : ` – ${formatHour(last.hourAt, timeZone)}`}
        </Text>
        <Group gap="sm">
          {shown.map(({ measure, label, colour }) => (
            <Group key={measure} gap={6}>
              <Box w={10} h={10} bdrs={3} bg={colour} aria-hidden />
              <Text size="xs">{label}</Text>
            </Group>
          ))}
        </Group>
      </Group>
    </Box>
  )
}

function HourTable({ hours, measures: shown, timeZone }: ViewProps) {
  return (
    <ScrollArea.Autosize mah={320} viewportProps={{ tabIndex: 0, 'aria-label': 'Hours' }}>
      <Table horizontalSpacing={0} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Hour</Table.Th>
            {shown.map(({ measure, label }) => (
              <Table.Th key={measure} ta="right">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hours.map((hour) => (
            <Table.Tr key={hour.hourAt}>
              <Table.Td>{formatHour(hour.hourAt, timeZone)}</Table.Td>
              {shown.map(({ measure }) => (
                <Table.Td key={measure} ta="right" className="numbers">
                  {formatCount(hour[measure])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}
