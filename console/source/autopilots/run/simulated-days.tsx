/** What a simulation predicts for each day: who starts, which vouchers are given, which messages leave. */
import { BarChart, type BarSlot } from '../../ui/bar-chart.tsx'
import { seriesColours } from '../../ui/series-colours.ts'
import { ChartOrTable } from '../../ui/chart-or-table.tsx'
import { SlotTable } from '../../ui/slot-table.tsx'
import { formatDay } from '../../words/instants.ts'
import type { Simulation } from '../autopilot-queries.ts'

const series = [
  { key: 'started', label: 'Start', colour: seriesColours.arrived },
  { key: 'sent', label: 'Messages', colour: seriesColours.opened },
  { key: 'voucher_issued', label: 'Vouchers', colour: seriesColours.used },
  { key: 'ended', label: 'End', colour: seriesColours.ended },
]

export function SimulatedDays({ simulation: { byDay } }: { simulation: Simulation }) {
  const days = new Map<string, Record<string, number>>()
  for (const { day, kind, journeys } of byDay) {
    const counts = days.get(day) ?? {}
    counts[kind] = (counts[kind] ?? 0) + journeys
    days.set(day, counts)
  }
  const slots: BarSlot[] = [...days].map(([day, values]) => ({ label: formatDay(`${day}T12:00:00Z`, 'UTC'), values }))
  if (slots.length === 0) return null
  return (
    <ChartOrTable
      title="Day by day"
      chart={<BarChart label="Day by day" slots={slots} series={series} />}
      table={<SlotTable head="Day" slots={slots.map((slot) => ({ ...slot, values: fill(slot.values) }))} series={series} />}
    />
  )
}

function fill(values: BarSlot['values']): BarSlot['values'] {
  return Object.fromEntries(series.map(({ key }) => [key, values[key] ?? 0]))
}
