/** Sends that are worth making: why, to how many, and one click to a draft that is ready to be read over. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Segment } from '../audiences/segment-queries.ts'
import { createDraft } from '../broadcasts/broadcast-queries.ts'
import { prepareSuggestion, type Suggestion, suggestions } from '../broadcasts/starters.ts'
import { storeQuery } from '../store/store-settings.ts'
import { noticeFailure } from '../ui/failure-notice.ts'
import { Section } from '../ui/page.tsx'
import { formatPeople } from '../words/numbers.ts'

export function Suggestions({ segments }: { segments: Segment[] }) {
  return suggestions.map((suggestion) => {
    const people = segments.find(({ key }) => key === suggestion.segment)?.customers ?? 0
    return people === 0 ? null : <SuggestionCard key={suggestion.segment} suggestion={suggestion} people={people} />
  })
}

function SuggestionCard({ suggestion, people }: { suggestion: Suggestion; people: number }) {
  const navigate = useNavigate()
  const shopUrl = useQuery(storeQuery).data?.url
  const preparing = useMutation({
    mutationFn: () => createDraft(prepareSuggestion(suggestion, shopUrl)),
    onSuccess: ({ id }) => navigate({ to: '/configuration/marketing-campaign/$id', params: { id } }),
    onError: noticeFailure('The draft could not be made'),
  })
  return (
    <Section title={suggestion.title}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {suggestion.why}
        </Text>
        <Group justify="space-between">
          <Text size="sm" fw={600} className="numbers">
            {formatPeople(people)}
          </Text>
          <Button variant="default" loading={preparing.isPending} onClick={() => preparing.mutate()}>
            Prepare a draft
          </Button>
        </Group>
      </Stack>
    </Section>
  )
}
