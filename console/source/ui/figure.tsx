/** One number with its name; with somewhere to go it leads to the people behind it. */
import { Box, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export function Figure({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <Box miw={0}>
      <Text size="xs" c="dimmed" fw={500}>
        {label}
      </Text>
      <Text size="xl" fw={600} lh={1.3} className="numbers" component="div">
        {value}
      </Text>
      {note === undefined ? null : (
        <Text size="xs" c="dimmed" component="div">
          {note}
        </Text>
      )}
    </Box>
  )
}
