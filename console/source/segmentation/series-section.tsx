/** The four stages day by day, one upon the other: as a picture, and as the table behind it. */
import { chartHeight as height, ChartFrame, chartWidth as width } from '../ui/chart-frame.tsx'
import { chooseScale } from '../ui/chart-scale.ts'
import { ChartOrTable } from '../ui/chart-or-table.tsx'
import { formatDates } from '../words/instants.ts'
import { formatCount } from '../words/numbers.ts'
import { SlotTable } from '../ui/slot-table.tsx'
import type { SegmentationReport } from './segmentation-queries.ts'
import { stages } from './stages.ts'

type Days = SegmentationReport['days']

const legend = stages.map(({ key, name, colour }) => ({ key, label: name, colour }))

export function SeriesSection({ days }: { days: Days }) {
  if (days.length < 2) return null
  const slots = days.map(({ day, customers }) => ({ label: formatDates(day, day), values: customers }))
  return (
    <ChartOrTable
      title="Stages day by day"
      what="Day by day"
      chart={<Chart days={days} />}
      table={<SlotTable head="Day" label="Days" slots={slots} series={legend} />}
    />
  )
}

function Chart({ days }: { days: Days }) {
  const highest = Math.max(0, ...days.map((day) => day.buyers))
  const scale = chooseScale(highest)
  const x = (index: number) => (index / (days.length - 1)) * width
  const y = (count: number) => height * (1 - count / scale.top)
  return (
    <ChartFrame
      label="Buyers by stage"
      most={formatCount(highest)}
      scale={scale}
      format={formatCount}
      series={legend}
      slots={days.map(({ day }) => formatDates(day, day))}
      arePoints
      isEmpty={highest === 0}
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
    </ChartFrame>
  )
}
