/** The table behind a chart over time. */
import { ScrollArea, Table } from '@mantine/core'
import { formatCount } from '../words/numbers.ts'
import type { BarSeries, BarSlot } from './bar-chart.tsx'

interface SlotTableProps {
  /** Of the first column: `Day`. */
  head: string
  /** Of the table; `Day by day` where it has none of its own. */
  label?: string
  slots: readonly BarSlot[]
  series: readonly Pick<BarSeries, 'key' | 'label'>[]
  format?: (value: number, key: string) => string
}

export function SlotTable({ head, label = `${head} by ${head.toLowerCase()}`, slots, series, format = formatCount }: SlotTableProps) {
  return (
    <ScrollArea.Autosize mah={320} viewportProps={{ tabIndex: 0, 'aria-label': label }}>
      <Table horizontalSpacing="xs" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{head}</Table.Th>
            {series.map(({ key, label: name }) => (
              <Table.Th key={key} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {slots.toReversed().map(({ label: slot, values }) => (
            <Table.Tr key={slot}>
              <Table.Td>{slot}</Table.Td>
              {series.map(({ key }) => (
                <Table.Td key={key} ta="right" className="numbers">
                  {values[key] === undefined ? '–' : format(values[key], key)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}
