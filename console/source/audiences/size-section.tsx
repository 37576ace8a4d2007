/** How a pinned audience has grown or shrunk, and what its members ordered. */
import { Stack, Text } from '@mantine/core'
import { Section } from '../ui/page.tsx'
import type { SavedAudience } from './audience-queries.ts'
import { AudienceNumbers } from './audience-numbers.tsx'
import { SizeChart } from './size-chart.tsx'

export function SizeSection({ audience: { id, latest } }: { audience: SavedAudience }) {
  return (
    <Section title="Over time">
      <Stack gap="sm">
        {latest === null ? (
          <Text size="sm" c="dimmed">
            It is pinned, and being counted.
          </Text>
        ) : (
          <>
            <SizeChart id={id} />
            <AudienceNumbers figures={latest} />
          </>
        )}
      </Stack>
    </Section>
  )
}
