/** What happened when, hour by hour: as a picture, and as the table behind it. */
import { ScrollArea, Table } from '@mantine/core'
import { BarChart } from '../ui/bar-chart.tsx'
import { ChartOrTable } from '../ui/chart-or-table.tsx'
import { seriesColours } from '../ui/series-colours.ts'
import type { Channel } from '../words/broadcasts.ts'
import { formatHour } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import type { Report } from './report-queries.ts'

type Hours = Report['overTime']
type Measure = 'accepted' | 'delivered' | 'opened' | 'clicked'

const measures: { key: Measure; label: string; colour: string }[] = [
  { key: 'accepted', label: 'Accepted', colour: seriesColours.sent },
  { key: 'delivered', label: 'Delivered', colour: seriesColours.arrived },
  { key: 'opened', label: 'Opened', colour: seriesColours.opened },
  { key: 'clicked', label: 'Clicked', colour: seriesColours.used },
]

export function OverTimeSection({ hours, timeZone, channel }: { hours: Hours; timeZone: string; channel: Channel }) {
  if (hours.length === 0) return null
  const view = { hours, measures: measures.filter(({ key: measure }) => channel === 'email' || measure !== 'opened'), timeZone }
  return <ChartOrTable title="Over time" chart={<Chart {...view} />} table={<HourTable {...view} />} />
}

interface ViewProps {
  hours: Hours
  measures: typeof measures
  timeZone: string
}

function Chart({ hours, measures: series, timeZone }: ViewProps) {
  const slots = hours.map((hour) => ({ label: formatHour(hour.hourAt, timeZone), values: pick(hour) }))
  return <BarChart label="Hour by hour" slots={slots} series={series} />
}

function pick({ accepted, delivered, opened, clicked }: Hours[number]): Record<Measure, number> {
  return { accepted, delivered, opened, clicked }
}

function HourTable({ hours, measures: shown, timeZone }: ViewProps) {
  return (
    <ScrollArea.Autosize mah={320} viewportProps={{ tabIndex: 0, 'aria-label': 'Hours' }}>
      <Table horizontalSpacing={0} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Hour</Table.Th>
            {shown.map(({ key: measure, label }) => (
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
              {shown.map(({ key: measure }) => (
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
