/** The table behind a chart over time. */
import { ScrollArea, Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { formatCount } from '../words/numbers.ts'
import type { BarSeries, BarSlot } from './bar-chart.tsx'

interface SlotTableProps<Slot extends BarSlot> {
  /** Of the first column: `Day`. */
  head: string
  /** Of the table; `Day by day` where it has none of its own. */
  label?: string
  slots: readonly Slot[]
  series: readonly Pick<BarSeries, 'key' | 'label'>[]
  format?: (value: number, key: string) => string
  /** Makes a number the way to the people behind it. */
  renderCount?: (count: number, of: { slot: Slot; key: string }) => ReactNode
}

export function SlotTable<Slot extends BarSlot>({
  head,
  label = `${head} by ${head.toLowerCase()}`,
  slots,
  series,
  format = formatCount,
  renderCount = (count, { key }) => format(count, key),
}: SlotTableProps<Slot>) {
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
          {slots.toReversed().map((slot) => (
            <Table.Tr key={slot.label}>
              <Table.Td>{slot.label}</Table.Td>
              {series.map(({ key }) => {
                const value = slot.values[key]
                return (
                  <Table.Td key={key} ta="right" className="numbers">
                    {value === undefined ? '–' : renderCount(value, { slot, key })}
                  </Table.Td>
                )
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}
