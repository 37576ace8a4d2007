/** What happened, in the order of time, as sentences. */
import { Box, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { formatInstant } from '../words/instants.ts'
import { type Tone, toneColour } from '../words/outcomes.ts'

export interface TimelineItem {
  /** Null where it is only known that it happened. */
  at: string | null
  text: ReactNode
  tone: Tone
  /** What is known beyond the sentence. */
  notes: readonly ReactNode[]
}

export function Timeline({ items, timeZone }: { items: readonly TimelineItem[]; timeZone: string }) {
  return (
    <Stack component="ol" gap={0} m={0} p={0} style={{ listStyle: 'none' }}>
      {items.map(({ at, text, tone, notes }, index) => (
        <Group key={`${at} ${index}`} component="li" gap="sm" wrap="nowrap" align="flex-start" className="timeline-item">
          <Box className="timeline-dot" bg={toneColour(tone)} aria-hidden />
          <Box flex={1} miw={0} pb={at !== null && isSameMinute(at, items[index + 1]?.at) ? 4 : 'sm'}>
            <Text size="sm" component="div">
              {text}
            </Text>
            {notes.map((note, place) => (
              <Text key={`${index} ${place}`} size="xs" c="dimmed" component="div">
                {note}
              </Text>
            ))}
            {/* What happened in the same minute says so once. */}
            {at === null || isSameMinute(at, items[index - 1]?.at) ? null : (
              <Text size="xs" c="dimmed" className="numbers">
                {formatInstant(at, timeZone)}
              </Text>
            )}
          </Box>
        </Group>
      ))}
    </Stack>
  )
}

function isSameMinute(at: string, other: string | null | undefined): boolean {
  return other !== null && other !== undefined && at.slice(0, 16) === other.slice(0, 16)
}
