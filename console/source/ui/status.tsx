/** A state: its word, and a dot of the same colour everywhere. */
import { Box, Group, Text } from '@mantine/core'
import { type Tone, toneColour } from '../words/outcomes.ts'

export function Status({ label, tone }: { label: string; tone: Tone }) {
  return (
    <Group gap={8} wrap="nowrap" display="inline-flex">
      <Dot tone={tone} />
      <Text span size="sm">
        {label}
      </Text>
    </Group>
  )
}

function Dot({ tone }: { tone: Tone }) {
  return <Box w={8} h={8} bdrs="xl" bg={toneColour(tone)} flex="0 0 auto" aria-hidden />
}
