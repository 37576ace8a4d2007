/** Numbers as a picture, or as the table behind it: whichever is chosen. */
import { SegmentedControl } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Section } from './page.tsx'

interface ChartOrTableProps {
  title: string
  /** `Day by day`: the toggle is `Day by day as`. */
  what?: string
  chart: ReactNode
  table: ReactNode
  /** Beside the toggle. */
  aside?: ReactNode
  children?: ReactNode
}

export function ChartOrTable({ title, what = title, chart, table, aside, children }: ChartOrTableProps) {
  const [view, setView] = useState('chart')
  const toggle = (
    <SegmentedControl
      size="xs"
      aria-label={`${what} as`}
      value={view}
      onChange={setView}
      data={[
        { value: 'chart', label: 'Chart' },
        { value: 'table', label: 'Table' },
      ]}
    />
  )
  return (
    <Section
      title={title}
      aside={
        aside === undefined ? (
          toggle
        ) : (
          <>
            {aside}
            {toggle}
          </>
        )
      }
    >
      {children}
      {view === 'chart' ? chart : table}
    </Section>
  )
}
