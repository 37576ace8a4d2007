/** Sends that are worth making: why, to how many, how many of them would get it, and one click to a draft that is ready to be read over. */
import { Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../session/action-button.tsx'
import { useAction } from '../session/use-action.ts'
import { createDraft } from '../broadcasts/broadcast-queries.ts'
import { prepareSuggestion, starters } from '../broadcasts/starters.ts'
import { storeQuery } from '../store/store-settings.ts'
import { noticeFailure } from '../ui/failure-notice.ts'
import { TextLink } from '../ui/link.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatAgo } from '../words/instants.ts'
import { formatCount, formatPeople } from '../words/numbers.ts'
import type { TodaySuggestion } from './today-queries.ts'

export function SuggestionSection({ suggestions }: { suggestions: TodaySuggestion[] }) {
  return suggestions.length === 0 ? null : (
    <section aria-label="Suggested next sends">
      <Title order={2} mb="sm">
        Suggested next sends
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {suggestions.map((suggestion) => (
          <SuggestionCard key={suggestion.key} suggestion={suggestion} />
        ))}
      </SimpleGrid>
    </section>
  )
}

function SuggestionCard({ suggestion }: { suggestion: TodaySuggestion }) {
  const navigate = useNavigate()
  const shopUrl = useQuery(storeQuery).data?.url
  const preparing = useAction('broadcasts:write', {
    mutationFn: () => createDraft(prepareSuggestion(suggestion, shopUrl)),
    onSuccess: ({ id }) => navigate({ to: '/configuration/marketing-campaign/$id', params: { id } }),
    onError: noticeFailure('The draft could not be made'),
  })
  const { key, customers, reachable, rested, latest } = suggestion
  const { title, why } = starters[key]
  return (
    <Stack component="article" className="card" gap="xs" aria-label={title} justify="space-between">
      <div>
        <Title order={3} mb={4}>
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {why}
        </Text>
      </div>
      <div>
        <Text size="sm" className="numbers" component="div">
          <PeopleLink suggestion={suggestion} text={formatPeople(customers)} />, <b>{formatCount(reachable.any)}</b> reachable (
          {describeReach(reachable)})
        </Text>
        <Text size="xs" c="dimmed" mt={2} component="div">
          {rested === reachable.any
            ? 'None of them had a message within the cooldown'
            : `${formatCount(reachable.any - rested)} had another message within the cooldown`}
          {latest === null ? null : (
            <>
              {' · '}last written to {formatAgo(latest.at)}:{' '}
              <TextLink to="/configuration/marketing-campaign/$id" params={{ id: latest.id }} inherit underline="always">
                {latest.name}
              </TextLink>
            </>
          )}
        </Text>
        <Group mt="sm">
          <ActionButton action={preparing} variant="default" onClick={() => preparing.mutate()} aria-label={`Prepare a draft: ${title}`}>
            Prepare a draft
          </ActionButton>
        </Group>
      </div>
    </Stack>
  )
}

function PeopleLink({ suggestion: { key, segments }, text }: { suggestion: TodaySuggestion; text: string }) {
  const [only, ...more] = segments
  return only !== undefined && more.length === 0 ? (
    <TextLink to="/customers" search={{ segment: only }} inherit underline="always">
      {text}
    </TextLink>
  ) : (
    <TextLink to="/audiences/new" search={{ text: starters[key].rule }} inherit underline="always">
      {text}
    </TextLink>
  )
}

function describeReach(reachable: TodaySuggestion['reachable']): string {
  return (['email', 'sms', 'push'] as const)
    .filter((channel) => reachable[channel] > 0)
    .map((channel) => `${channelLabels[channel]} ${formatCount(reachable[channel])}`)
    .join(' · ')
}
