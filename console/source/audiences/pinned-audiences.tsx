/** The pinned audiences: how large each is and was, whom each channel reaches, and what its members ordered. */
import { Group, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { TextLink } from '../ui/link.tsx'
import './audiences.css'
import { pinnedAudiencesQuery } from './audience-queries.ts'
import { PinnedCard } from './pinned-card.tsx'

/** Nothing at all while nothing is pinned. */
export function PinnedAudiences({ atMost, hasTitle = false }: { atMost?: number; hasTitle?: boolean }) {
  const audiences = useQuery(pinnedAudiencesQuery).data?.data ?? []
  if (audiences.length === 0) return null
  return (
    <Stack gap="sm">
      {hasTitle ? (
        <Group justify="space-between">
          <Title order={2}>Pinned audiences</Title>
          <TextLink to="/audiences" size="sm">
            All audiences
          </TextLink>
        </Group>
      ) : null}
      <div className="card-row" role="group" aria-label="Pinned audiences">
        {audiences.slice(0, atMost).map((audience) => (
          <PinnedCard key={audience.id} audience={audience} />
        ))}
      </div>
    </Stack>
  )
}
