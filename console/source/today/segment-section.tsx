/** The size of each segment, and how it moved since yesterday and within a week; each number leads to its people. */
import { Table, Text } from '@mantine/core'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { formatAgo, formatDates } from '../words/instants.ts'
import { formatChange, formatCount } from '../words/numbers.ts'
import type { Today } from './today-queries.ts'

export function SegmentSection({ today: { segments, weekAgo, yesterday, buyers, refreshedAt } }: { today: Today }) {
  return (
    <Section
      title="Segments"
      isFlush
      aside={
        <TextLink to="/reports/segmentation-dashboard" search={{ from: addDay(weekAgo) }} size="sm">
          Where they moved
        </TextLink>
      }
    >
      <Table verticalSpacing={8} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th pl="md">Segment</Table.Th>
            <Table.Th ta="right">People</Table.Th>
            <Table.Th ta="right" title={`Since the end of ${formatDates(yesterday, yesterday)}`}>
              1 day
            </Table.Th>
            <Table.Th ta="right" pr="md" title={`Since the end of ${formatDates(weekAgo, weekAgo)}`}>
              7 days
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {segments.map(({ key, name, customers, yesterday: dayBefore, weekAgo: weekBefore }) => (
            <Table.Tr key={key}>
              <Table.Td pl="md">{name}</Table.Td>
              <Table.Td ta="right" className="numbers">
                <TextLink to="/customers" search={{ segment: key }} size="sm">
                  {formatCount(customers)}
                </TextLink>
              </Table.Td>
              <Table.Td ta="right">
                <Change
                  of={name}
                  by={dayBefore === null ? undefined : customers - dayBefore}
                  search={{ segment: key, since: addDay(yesterday) }}
                />
              </Table.Td>
              <Table.Td ta="right" pr="md">
                <Change
                  of={name}
                  by={weekBefore === null ? undefined : customers - weekBefore}
                  search={{ segment: key, since: addDay(weekAgo) }}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" p="md" pt="xs">
        {formatCount(buyers)} have ordered{refreshedAt === null ? '' : ` · looked through ${formatAgo(refreshedAt)}`}. A change leads to who
        has come in.
      </Text>
    </Section>
  )
}

function Change({ of, by, search }: { of: string; by: number | undefined; search: { segment: string; since: string } }) {
  if (by === undefined || by === 0)
    return (
      <Text span size="sm" c="dimmed">
        {formatChange(by)}
      </Text>
    )
  return (
    <TextLink to="/customers" search={search} size="sm" className="numbers" aria-label={`${of}: ${formatChange(by)}, who has come in`}>
      <span aria-hidden>{by > 0 ? '▲' : '▼'}</span> {formatCount(Math.abs(by))}
    </TextLink>
  )
}

/** The day after, of a calendar. */
function addDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
