/** What is around a chart: its name, its base line, and under it from when until when it goes and what each colour is. */
import { Box, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export const [chartWidth, chartHeight] = [600, 160] as const

interface ChartFrameProps {
  /** With the table beside it, where the numbers are. */
  label: string
  /** The highest number on it. */
  most: string
  series: readonly { key: string; label: string; colour: string }[]
  /** `3 Mar – 9 Mar`. */
  foot: ReactNode
  /** Drawn on `chartWidth` by `chartHeight`. */
  children: ReactNode
}

export function ChartFrame({ label, most, series, foot, children }: ChartFrameProps) {
  return (
    <Box>
      <svg
        viewBox={`0 0 ${chartWidth} ${chartHeight}`}
        width="100%"
        role="img"
        aria-label={`${label}, at most ${most}; the table has the numbers`}
      >
        {children}
        <line x1={0} x2={chartWidth} y1={chartHeight - 0.5} y2={chartHeight - 0.5} stroke="var(--line)" />
      </svg>
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">
          {foot}
        </Text>
        <Group gap="sm">
          {series.map(({ key, label: name, colour }) => (
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
