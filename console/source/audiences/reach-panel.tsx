/** How many an audience has, whom each channel reaches and why not the others, and some of its members. */
import { SimpleGrid, Stack, Table, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { formatCount, formatPeople, formatShare } from '../words/numbers.ts'
import type { AudiencePreview } from './audience-queries.ts'

const channels = [
  { channel: 'email', label: 'Email' },
  { channel: 'sms', label: 'SMS' },
  { channel: 'push', label: 'Push' },
] as const

const reasons = { no_address: 'without an address', not_subscribed: 'not subscribed', suppressed: 'suppressed' } as const

interface ReachPanelProps {
  preview: UseQueryResult<AudiencePreview>
  /** False while the rule is being changed: the figures are of the one before. */
  isCurrent: boolean
}

export function ReachPanel({ preview: { data, error, isFetching, isPlaceholderData }, isCurrent }: ReachPanelProps) {
  const isOld = !isCurrent || isPlaceholderData
  return (
    <Section
      title={data === undefined ? 'Who is in it' : formatPeople(data.count)}
      aside={
        <Text size="xs" c="dimmed" role="status">
          {isFetching ? 'Counting…' : data === undefined ? '' : isOld ? 'before the change' : `counted in ${formatCount(data.tookMs)} ms`}
        </Text>
      }
    >
      {error === null ? null : <ProblemAlert error={error} title="This could not be counted" />}
      {data === undefined ? (
        error === null ? (
          <Text size="sm" c="dimmed">
            Build a rule, and they are counted as you go.
          </Text>
        ) : null
      ) : (
        <Stack style={isOld ? { opacity: 0.55 } : undefined}>
          <Table className="edge-table" verticalSpacing="xs" horizontalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Channel</Table.Th>
                <Table.Th ta="right">Reachable</Table.Th>
                <Table.Th>The others</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {channels.map(({ channel, label }) => (
                <Table.Tr key={channel}>
                  <Table.Td>{label}</Table.Td>
                  <Table.Td ta="right" className="numbers" style={{ whiteSpace: 'nowrap' }}>
                    {formatCount(data.reach[channel].reachable)}
                    <Text span size="xs" c="dimmed" ml={6}>
                      {formatShare(data.reach[channel].reachable, data.count)}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Text size="xs" c="dimmed">
                      {describeOthers(data.reach[channel].reasons)}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {data.sample.length === 0 ? null : <Sample members={data.sample} />}
        </Stack>
      )}
    </Section>
  )
}

function describeOthers(counts: Record<keyof typeof reasons, number>): string {
  const parts = Object.entries(reasons).flatMap(([reason, words]) => {
    const count = counts[reason as keyof typeof reasons]
    return count === 0 ? [] : [`${formatCount(count)} ${words}`]
  })
  return parts.length === 0 ? '–' : parts.join(', ')
}

function Sample({ members }: { members: AudiencePreview['sample'] }) {
  return (
    <div>
      <Text size="xs" fw={500} c="dimmed">
        Some of them
      </Text>
      <SimpleGrid component="ul" cols={2} spacing="xs" verticalSpacing={0} m={0} p={0} mt={2} style={{ listStyle: 'none' }}>
        {members.map(({ id, externalId, name }) => (
          <li key={id} className="sample-item">
            <TextLink to="/customers/$id" params={{ id }} size="sm">
              {name ?? externalId}
            </TextLink>
          </li>
        ))}
      </SimpleGrid>
    </div>
  )
}
