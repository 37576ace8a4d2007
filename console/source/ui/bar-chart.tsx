/** Numbers beside each other over time, as bars in groups. The table beside it has the numbers. */
import { formatCount } from '../words/numbers.ts'
import { chartHeight as height, ChartFrame, chartWidth as width } from './chart-frame.tsx'
import { chooseScale } from './chart-scale.ts'

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
  format?: (value: number) => string
}

/** A slot alone is no reason for a bar as wide as the page. */
const leastSlots = 12

export function BarChart({ label, slots, series, isStacked = false, format = formatCount }: BarChartProps) {
  const sumOf = ({ values }: BarSlot) => series.reduce((sum, { key }) => sum + (values[key] ?? 0), 0)
  const highest = Math.max(
    0,
    ...slots.map((slot) => (isStacked ? sumOf(slot) : Math.max(...series.map(({ key }) => slot.values[key] ?? 0)))),
  )
  const scale = chooseScale(highest)
  const room = Math.max(slots.length, leastSlots)
  const slotWidth = width / room
  const bar = (slotWidth * 0.86) / (isStacked ? 1 : series.length)
  return (
    <ChartFrame
      label={label}
      most={format(highest)}
      scale={scale}
      format={format}
      series={series}
      slots={slots.map((slot) => slot.label)}
      room={room}
      isEmpty={highest === 0}
    >
      {slots.map((slot, index) => {
        let below = 0
        return series.map(({ key, label: name, colour }, place) => {
          const value = slot.values[key] ?? 0
          const size = (value / scale.top) * height
          const y = height - size - (isStacked ? below : 0)
          below += size
          return (
            <rect
              key={`${index} ${key}`}
              x={index * slotWidth + (isStacked ? 0 : place * bar) + slotWidth * 0.07}
              y={y}
              width={bar * (isStacked ? 1 : 0.92)}
              height={size}
              fill={colour}
              className="chart-bar"
            >
              <title>{`${name}, ${slot.label}: ${format(value)}`}</title>
            </rect>
          )
        })
      })}
    </ChartFrame>
  )
}
