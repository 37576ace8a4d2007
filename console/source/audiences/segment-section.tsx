/** The nine segments: how many are in each, by which rule, and the way to them. */
import { Alert, Group, Progress, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { WriteButton } from '../broadcasts/write-button.tsx'
import { useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { ButtonLink, TextLink } from '../ui/link.tsx'
import { Loading } from '../ui/list.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { formatInstant } from '../words/instants.ts'
import { formatCount, formatPeople, formatShare } from '../words/numbers.ts'
import { type Segment, type Segments, segmentsQuery } from './segment-queries.ts'

export function SegmentSection() {
  const { data, error, refetch } = useQuery(segmentsQuery)
  return (
    <Section
      title="Segments"
      isFlush
      aside={
        <Group gap="md">
          <TextLink to="/reports/segmentation-dashboard" size="sm">
            How they moved
          </TextLink>
          <TextLink to="/settings/segments" size="sm">
            Their settings
          </TextLink>
        </Group>
      }
    >
      {error === null || data !== undefined ? null : <ProblemAlert error={error} retry={() => void refetch()} />}
      {data === undefined ? error === null ? <Loading /> : null : <Loaded segments={data} />}
    </Section>
  )
}

function Loaded({ segments: { readiness, buyers, refreshedAt, segments } }: { segments: Segments }) {
  const timeZone = useTimeZone()
  if (readiness === 'not_enough_orders' && buyers === 0)
    return (
      <Empty
        title="There is nobody to sort yet"
        isInCard
        action={
          <ButtonLink to="/imports/new" variant="default">
            Import orders
          </ButtonLink>
        }
      >
        Segments come from orders: import them, or send them to <a href="/docs">the API</a>.
      </Empty>
    )
  return (
    <>
      <Stack px="md" pb="xs" gap="xs">
        <Text size="sm" c="dimmed">
          {formatPeople(buyers)} with an order
          {refreshedAt === null ? '' : `, brought up to date ${formatInstant(refreshedAt, timeZone)}`}. Every buyer is in exactly one stage,
          and has any number of tags.
        </Text>
        {readiness === 'not_computed' ? (
          <Alert variant="outline" title="The segments are not computed yet">
            There are orders; the next refresh sorts their buyers.
          </Alert>
        ) : null}
      </Stack>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Segment</Table.Th>
            <Table.Th ta="right">People</Table.Th>
            <Table.Th visibleFrom="sm" w={180}>
              Share of buyers
            </Table.Th>
            <Table.Th w={90}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {segments.map((segment) => (
            <SegmentRow key={segment.key} segment={segment} buyers={buyers} />
          ))}
        </Table.Tbody>
      </Table>
    </>
  )
}

function SegmentRow({ segment: { key, name, kind, rule, customers, share }, buyers }: { segment: Segment; buyers: number }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500}>
          {name}
          <Text span size="xs" c="dimmed" fw={400} ml={6}>
            {kind}
          </Text>
        </Text>
        <Text size="xs" c="dimmed">
          {rule}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        <TextLink to="/customers" search={{ segment: key }} size="sm">
          {formatCount(customers)}
        </TextLink>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Group gap="xs" wrap="nowrap">
          <Progress value={share * 100} flex={1} aria-label={`${name}: share of buyers`} />
          <Text size="xs" c="dimmed" w={48} ta="right" className="numbers">
            {formatShare(customers, buyers)}
          </Text>
        </Group>
      </Table.Td>
      <Table.Td ta="right">
        <WriteButton size="compact-sm" name={name} part={{ kind: 'segment', segment: key }} />
      </Table.Td>
    </Table.Tr>
  )
}
