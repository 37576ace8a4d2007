/** A pinned audience at a glance. Its number leads to its people, its button to a draft to them. */
import { Box, Group, Stack, Text } from '@mantine/core'
import { WriteButton } from '../broadcasts/write-button.tsx'
import { TextLink } from '../ui/link.tsx'
import { formatPeople } from '../words/numbers.ts'
import { AudienceNumbers } from './audience-numbers.tsx'
import type { SavedAudience } from './audience-queries.ts'
import { SizeChart } from './size-chart.tsx'

export function PinnedCard({ audience }: { audience: SavedAudience }) {
  const { id, name, latest } = audience
  return (
    <section className="card" aria-label={name}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <TextLink to="/audiences/$id" params={{ id }} fw={600} c="var(--mantine-color-text)" style={{ overflowWrap: 'anywhere' }}>
            {name}
          </TextLink>
          <Box flex="0 0 auto">
            <WriteButton size="compact-sm" name={name} part={{ kind: 'audience', audienceId: id }} />
          </Box>
        </Group>
        {latest === null ? (
          <Text size="sm" c="dimmed" role="status">
            Being counted…
          </Text>
        ) : (
          <>
            <TextLink to="/audiences/$id" params={{ id }} hash="members" size="xl" fw={600} className="numbers">
              {formatPeople(latest.customers)}
            </TextLink>
            <SizeChart id={id} />
            <AudienceNumbers figures={latest} />
          </>
        )}
      </Stack>
    </section>
  )
}
