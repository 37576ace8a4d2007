/** What an operator opens in the morning: what goes on and what is wrong, whom to write to, how the customers moved, and what it all has brought. */
import { Stack } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { PinnedAudiences } from '../audiences/pinned-audiences.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { ButtonLink } from '../ui/link.tsx'
import { Loading } from '../ui/list.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { CampaignSection } from './campaign-section.tsx'
import { FirstSteps } from './first-steps.tsx'
import { ProblemSection } from './problem-section.tsx'
import { ResultsSection } from './results-section.tsx'
import { SegmentSection } from './segment-section.tsx'
import { SuggestionSection } from './suggestion-section.tsx'
import { todayQuery } from './today-queries.ts'

const pinnedCards = 6

export function TodayPage() {
  const { data: today, error, refetch } = useQuery(todayQuery)
  const timeZone = useTimeZone()
  const newLink = (
    <ButtonLink to="/configuration/marketing-campaign/add/new" leftSection={<IconPlus size={16} aria-hidden />}>
      New broadcast
    </ButtonLink>
  )
  return (
    <Page title="Today" description={formatLongDay(new Date(), timeZone)} actions={newLink}>
      {error === null ? null : <ProblemAlert error={error} retry={() => void refetch()} />}
      {today === undefined ? null : <FirstSteps {...today} />}
      <ProblemSection />
      <div className="split">
        <Stack gap="lg">
          <CampaignSection />
          {today === undefined ? null : <SuggestionSection suggestions={today.suggestions} />}
        </Stack>
        <Stack gap="lg">
          <ResultsSection />
          {today === undefined ? error === null ? <Loading /> : null : today.buyers === 0 ? null : <SegmentSection today={today} />}
        </Stack>
      </div>
      <PinnedAudiences atMost={pinnedCards} hasTitle />
    </Page>
  )
}

/** `Sunday 22 November`, in the store. */
function formatLongDay(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long' }).format(at)
}
