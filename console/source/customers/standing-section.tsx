/** Where a customer stands: segments with their rules, and the figures behind them. */
import { Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { segmentsQuery } from '../audiences/segment-queries.ts'
import { Figure } from '../ui/figure.tsx'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { formatAgo, formatDay } from '../words/instants.ts'
import { formatCount, formatMoney } from '../words/numbers.ts'
import type { Customer } from './customer-queries.ts'

export function StandingSection({ customer: { orders, segments: keys }, timeZone }: { customer: Customer; timeZone: string }) {
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  if (orders === null) {
    return (
      <Section title="Standing">
        <Text size="sm" c="dimmed">
          Has no valid order yet, and is therefore in no segment.
        </Text>
      </Section>
    )
  }
  return (
    <Section title="Standing">
      <Stack>
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <Figure label="Orders" value={formatCount(orders.count)} note={`since ${formatDay(orders.firstAt, timeZone)}`} />
          <Figure label="Spent" value={formatMoney(orders.net)} />
          <Figure label="Last order" value={formatAgo(orders.lastAt)} note={formatDay(orders.lastAt, timeZone)} />
          <Figure
            label="Recency · frequency · money"
            value={`${orders.scores.recency} · ${orders.scores.frequency} · ${orders.scores.monetary}`}
            note="each 1 to 5"
          />
        </SimpleGrid>
        {keys.map((key) => {
          const segment = segments.find((known) => known.key === key)
          return (
            <Group key={key} gap="xs" align="baseline">
              <TextLink to="/customers" search={{ segment: key }} size="sm" fw={500}>
                {segment?.name ?? key}
              </TextLink>
              <Text size="sm" c="dimmed">
                {segment?.rule}
              </Text>
            </Group>
          )
        })}
      </Stack>
    </Section>
  )
}
