/** The nine segments: how many are in each, by which rule, and the way to them. */
import { Alert, Button, Group, Progress, Stack, Table, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { createDraft } from '../broadcasts/broadcast-queries.ts'
import { audienceOf, startMessage } from '../broadcasts/starters.ts'
import { storeQuery, useTimeZone } from '../store/store-settings.ts'
import { Empty } from '../ui/empty.tsx'
import { TextLink } from '../ui/link.tsx'
import { Loading } from '../ui/list.tsx'
import { Page, Section } from '../ui/page.tsx'
import { describeError, ProblemAlert } from '../ui/problem.tsx'
import { formatInstant } from '../words/instants.ts'
import { formatCount, formatPeople, formatShare } from '../words/numbers.ts'
import { type Segment, segmentsQuery } from './segment-queries.ts'

const kinds = [
  { kind: 'stage', title: 'Stages', what: 'Every buyer is in exactly one.' },
  { kind: 'tag', title: 'Tags', what: 'A buyer has any number of them.' },
] as const

export function AudiencesPage() {
  const timeZone = useTimeZone()
  const { data, error, refetch } = useQuery(segmentsQuery)
  return (
    <Page
      title="Audiences"
      description={
        data === undefined
          ? 'The automatic segments of the store’s buyers.'
          : `${formatPeople(data.buyers)} with an order${data.refreshedAt === null ? '' : `, brought up to date ${formatInstant(data.refreshedAt, timeZone)}`}.`
      }
    >
      {data === undefined ? error === null ? <Loading /> : <ProblemAlert error={error} retry={() => void refetch()} /> : null}
      {data?.readiness === 'not_computed' ? (
        <Alert variant="outline" title="The segments are not computed yet">
          There are orders; the next refresh sorts their buyers.
        </Alert>
      ) : null}
      {data?.readiness === 'not_enough_orders' && data.buyers === 0 ? (
        <Empty title="There is nobody to sort yet">
          Segments come from orders: import them with <code>regulars import orders FILE</code>, or send them to the API.
        </Empty>
      ) : null}
      {data === undefined ? null : (
        <Stack gap="md">
          {kinds.map(({ kind, title, what }) => (
            <Section
              key={kind}
              title={title}
              isFlush
              aside={
                <Text size="sm" c="dimmed">
                  {what}
                </Text>
              }
            >
              <SegmentTable segments={data.segments.filter((segment) => segment.kind === kind)} buyers={data.buyers} />
            </Section>
          ))}
        </Stack>
      )}
    </Page>
  )
}

function SegmentTable({ segments, buyers }: { segments: Segment[]; buyers: number }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Segment</Table.Th>
          <Table.Th ta="right">People</Table.Th>
          <Table.Th visibleFrom="sm" w={180}>
            Share of buyers
          </Table.Th>
          <Table.Th w={110} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {segments.map((segment) => (
          <SegmentRow key={segment.key} segment={segment} buyers={buyers} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function SegmentRow({ segment: { key, name, rule, customers, share }, buyers }: { segment: Segment; buyers: number }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500}>
          {name}
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
        <WriteButton segmentKey={key} name={name} />
      </Table.Td>
    </Table.Tr>
  )
}

function WriteButton({ segmentKey, name }: { segmentKey: string; name: string }) {
  const navigate = useNavigate()
  const shopUrl = useQuery(storeQuery).data?.url
  const creating = useMutation({
    mutationFn: () => createDraft({ name: `To ${name}`, message: startMessage('email', shopUrl), audience: audienceOf(segmentKey) }),
    onSuccess: ({ id }) => navigate({ to: '/configuration/marketing-campaign/$id', params: { id } }),
    onError: (error) => notifications.show({ color: 'red', title: 'The draft could not be made', message: describeError(error) }),
  })
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={creating.isPending}
      onClick={() => creating.mutate()}
      aria-label={`Write to ${name}`}
    >
      Write
    </Button>
  )
}
