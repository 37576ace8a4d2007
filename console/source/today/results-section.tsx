/** What campaigns have brought in the last seven days, beside the seven before. */
import { Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTimeZone } from '../store/store-settings.ts'
import { Figure } from '../ui/figure.tsx'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { daysAgo } from '../words/instants.ts'
import { formatCount, formatMoney } from '../words/numbers.ts'
import { type TodayResults, todayResultsQuery } from './today-queries.ts'

type Results = TodayResults['now']

export function ResultsSection() {
  const { data, error, refetch } = useQuery(todayResultsQuery)
  const from = daysAgo(6, useTimeZone())
  return (
    <Section title="Last 7 days">
      {data === undefined ? (
        error === null ? (
          <Skeleton height={56} aria-label="Loading" role="status" />
        ) : (
          <ProblemAlert error={error} retry={() => void refetch()} />
        )
      ) : (
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 2, xs: 3 }}>
            <Figure label="Revenue" value={formatRevenue(data.now)} note={compare(formatRevenue(data.before))} />
            <Figure label="Orders" value={formatCount(data.now.orders)} note={compare(formatCount(data.before.orders))} />
            <Figure label="Messages" value={formatCount(data.now.messages)} note={compare(formatCount(data.before.messages))} />
          </SimpleGrid>
          <Text size="xs" c="dimmed">
            Orders that are counted for a campaign: by its voucher, or by the latest message before them.
          </Text>
          <Group gap="md">
            <TextLink to="/reports/marketing-campaigns" search={{ from }} size="sm">
              Broadcasts
            </TextLink>
            <TextLink to="/reports/voucher-campaigns/overview" search={{ from }} size="sm">
              Voucher campaigns
            </TextLink>
          </Group>
        </Stack>
      )}
    </Section>
  )
}

/** With the seven days before these. */
function compare(before: string): string {
  return `${before === 'None' || before === '0' ? 'none' : before} the week before`
}

/** Of several currencies each, never added up. */
function formatRevenue({ revenue }: Results): string {
  return revenue.length === 0 ? 'None' : revenue.map(formatMoney).join(' + ')
}
