/** The pinned audiences: how large each is and was, whom each channel reaches, and what its members ordered. */
import { SimpleGrid } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { pinnedAudiencesQuery } from './audience-queries.ts'
import { PinnedCard } from './pinned-card.tsx'

/** Nothing at all while nothing is pinned. */
export function PinnedAudiences({ atMost }: { atMost?: number }) {
  const audiences = useQuery(pinnedAudiencesQuery).data?.data ?? []
  if (audiences.length === 0) return null
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} role="group" aria-label="Pinned audiences">
      {audiences.slice(0, atMost).map((audience) => (
        <PinnedCard key={audience.id} audience={audience} />
      ))}
    </SimpleGrid>
  )
}
