/** What an operator opens in the morning: what runs, what is worth sending, how the store's customers stand. */
import { SimpleGrid, Stack } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { listOf } from '../http/page.ts'
import { PinnedAudiences } from '../audiences/pinned-audiences.tsx'
import { segmentsQuery } from '../audiences/segment-queries.ts'
import { type Broadcast, broadcastsPath } from '../broadcasts/broadcast-queries.ts'
import { BroadcastTable } from '../broadcasts/broadcast-table.tsx'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { CursorList } from '../ui/list.tsx'
import { Page, Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { FirstSteps } from './first-steps.tsx'
import { RunningSection } from './running-section.tsx'
import { SegmentCounts } from './segment-counts.tsx'
import { Suggestions } from './suggestions.tsx'

const recentRows = 8
const pinnedCards = 6

export function TodayPage() {
  const { data: segments, error, refetch } = useQuery(segmentsQuery)
  const recent = useInfiniteQuery(listOf<Broadcast>(broadcastsPath, { limit: recentRows }))
  const newLink = (
    <ButtonLink to="/configuration/marketing-campaign/add/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New broadcast
    </ButtonLink>
  )
  return (
    <Page title="Today" actions={newLink}>
      {error === null ? null : <ProblemAlert error={error} retry={() => void refetch()} />}
      {segments?.buyers === 0 ? <FirstSteps readiness={segments.readiness} /> : null}
      <RunningSection />
      {segments === undefined || segments.buyers === 0 ? null : (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Suggestions segments={segments.segments} />
        </SimpleGrid>
      )}
      <PinnedAudiences atMost={pinnedCards} />
      <div className="split">
        <Section
          title="Recent broadcasts"
          isFlush
          aside={
            <TextLink to="/configuration/marketing-campaign" size="sm">
              All broadcasts
            </TextLink>
          }
        >
          <CursorList
            query={{ ...recent, hasNextPage: false }}
            empty={<Empty title="No broadcast yet">Your first one appears here.</Empty>}
          >
            {(rows) => <BroadcastTable broadcasts={rows.slice(0, recentRows)} />}
          </CursorList>
        </Section>
        <Stack>{segments === undefined ? null : <SegmentCounts segments={segments} />}</Stack>
      </div>
    </Page>
  )
}
