/** One number with its name; with somewhere to go it leads to the people behind it. */
import { Box, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface FigureProps {
  label: string
  value: ReactNode
  note?: ReactNode
  /** A name or a moment: smaller, on the same line as the numbers beside it. */
  isText?: boolean
}

export function Figure({ label, value, note, isText = false }: FigureProps) {
  return (
    <Box miw={0} style={{ overflowWrap: 'anywhere' }}>
      <Text size="xs" c="dimmed" fw={500}>
        {label}
      </Text>
      <Text size={isText ? 'sm' : 'xl'} fw={isText ? 500 : 600} lh="1.625rem" className="numbers" component="div">
        {value}
      </Text>
      {note === undefined || note === '' ? null : (
        <Text size="xs" c="dimmed" component="div">
          {note}
        </Text>
      )}
    </Box>
  )
}
