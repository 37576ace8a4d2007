/** What is around a chart: its name, lines with their numbers, from when until when it goes, and what each colour is. */
import { Box, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import './charts.css'
import { type ChartScale, listTicks, listTimeMarks } from './chart-scale.ts'

/** The drawing's own units: it is stretched to the room that there is. */
export const [chartWidth, chartHeight] = [600, 160] as const

interface ChartFrameProps {
  /** With the table beside it, where the numbers are. */
  label: string
  /** The highest number on it, as it is read. */
  most: string
  scale: ChartScale
  format: (value: number) => string
  series: readonly { key: string; label: string; colour: string }[]
  /** What each slot is called, in the order of time: `3 Mar`. */
  slots: readonly string[]
  /** Points of a line, and not bars. */
  arePoints?: boolean
  /** How many slots there would be room for, where there are fewer. */
  room?: number
  isEmpty: boolean
  /** Drawn on `chartWidth` by `chartHeight`. */
  children: ReactNode
}

export function ChartFrame({ label, most, scale, format, series, slots, arePoints = false, room = 0, isEmpty, children }: ChartFrameProps) {
  const ticks = listTicks(scale)
  return (
    <Box>
      <div className="chart">
        <div className="chart-numbers" aria-hidden>
          {(isEmpty ? [] : ticks).map((tick) => (
            <span key={tick} style={{ bottom: `${(tick / scale.top) * 100}%` }}>
              {format(tick)}
            </span>
          ))}
        </div>
        {isEmpty ? <div className="chart-empty">Nothing in this period</div> : null}
        <svg
          viewBox={`0 0 ${chartWidth} ${chartHeight}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${label}, at most ${most}; the table has the numbers`}
        >
          {ticks.map((tick) => {
            const y = chartHeight * (1 - tick / scale.top)
            return <line key={tick} x1={0} x2={chartWidth} y1={y} y2={y} className="chart-line" />
          })}
          {children}
        </svg>
        <div className="chart-times" aria-hidden>
          {listTimeMarks(slots, { arePoints, room }).map(({ text, share, side, isMinor }) => (
            <span key={share} data-side={side} data-minor={isMinor || undefined} style={{ left: `${share * 100}%` }}>
              {text}
            </span>
          ))}
        </div>
      </div>
      {series.length < 2 ? null : (
        <Group gap="sm" mt="xs" justify="flex-end" style={{ rowGap: 4 }}>
          {series.map(({ key, label: name, colour }) => (
            <Group key={key} gap={6}>
              <Box w={10} h={10} bdrs={3} bg={colour} aria-hidden />
              <Text size="xs">{name}</Text>
            </Group>
          ))}
        </Group>
      )}
    </Box>
  )
}
