/** What happened, in the order of time, as sentences. */
import { Box, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import './timeline.css'
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
          <Group flex={1} miw={0} pb="sm" gap="md" align="flex-start" style={{ rowGap: 0 }}>
            <Box flex="1 1 16rem" miw={0}>
              <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
                {text}
              </Text>
              {notes.map((note, place) => (
                <Text key={`${index} ${place}`} size="xs" c="dimmed" component="div">
                  {note}
                </Text>
              ))}
            </Box>
            {at === null ? null : (
              <Text size="xs" c="dimmed" className="numbers" lh="1.25rem" component="time" dateTime={at} title={timeZone}>
                {formatInstant(at, timeZone)}
              </Text>
            )}
          </Group>
        </Group>
      ))}
    </Stack>
  )
}
