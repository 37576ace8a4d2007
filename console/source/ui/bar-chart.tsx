/** Numbers beside each other over time, as bars in groups. The table beside it has the numbers. */
import { formatCount } from '../words/numbers.ts'
import { chartHeight as height, ChartFrame, chartWidth as width } from './chart-frame.tsx'

export interface BarSeries {
  key: string
  label: string
  colour: string
}

export interface BarSlot {
  /** As it is read: `3 Mar`. */
  label: string
  values: { readonly [key: string]: number | undefined }
}

interface BarChartProps {
  label: string
  slots: readonly BarSlot[]
  series: readonly BarSeries[]
  /** One upon the other, where they add up. */
  isStacked?: boolean
  /** The highest number under it. */
  saysMost?: boolean
  format?: (value: number) => string
}

/** A slot alone is no reason for a bar as wide as the page. */
const leastSlots = 12

export const seriesColours = [
  'var(--mantine-color-indigo-5)',
  'var(--mantine-color-teal-5)',
  'var(--mantine-color-orange-5)',
  'var(--mantine-color-gray-5)',
  'var(--mantine-color-grape-5)',
  'var(--mantine-color-red-5)',
]

export function BarChart({ label, slots, series, isStacked = false, saysMost = true, format = formatCount }: BarChartProps) {
  const sumOf = ({ values }: BarSlot) => series.reduce((sum, { key }) => sum + (values[key] ?? 0), 0)
  const highest = Math.max(
    1e-9,
    ...slots.map((slot) => (isStacked ? sumOf(slot) : Math.max(...series.map(({ key }) => slot.values[key] ?? 0)))),
  )
  const slotWidth = width / Math.max(slots.length, leastSlots)
  const bar = (slotWidth * 0.8) / (isStacked ? 1 : series.length)
  const [first, last] = [slots[0], slots.at(-1)]
  return (
    <ChartFrame
      label={label}
      most={format(highest)}
      series={series}
      foot={
        <>
          {first?.label}
          {last === undefined || last === first ? '' : ` – ${last.label}`}
          {saysMost ? ` · at most ${format(highest)}` : ''}
        </>
      }
    >
      {[0.25, 0.5, 0.75, 1].map((share) => (
        <line key={share} x1={0} x2={width} y1={height - share * height + 0.5} y2={height - share * height + 0.5} stroke="var(--line)" />
      ))}
      {slots.map((slot, index) => {
        let below = 0
        return series.map(({ key, label: name, colour }, place) => {
          const value = slot.values[key] ?? 0
          const size = (value / highest) * (height - 4)
          const y = height - size - (isStacked ? below : 0)
          below += size
          return (
            <rect
              key={`${index} ${key}`}
              x={index * slotWidth + (isStacked ? 0 : place * bar) + slotWidth * 0.1}
              y={y}
              width={Math.max(bar - 1, 1)}
              height={size}
              rx={Math.min(2, bar / 3)}
              fill={colour}
            >
              <title>{`${name}, ${slot.label}: ${format(value)}`}</title>
            </rect>
          )
        })
      })}
    </ChartFrame>
  )
}
