/** The size of each segment, and how it moved within a week. */
import { Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { segmentDaysQuery, type Segments } from '../audiences/segment-queries.ts'
import { useTimeZone } from '../store/store-settings.ts'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { daysAgo } from '../words/instants.ts'
import { formatChange, formatCount } from '../words/numbers.ts'

const daysBack = 7

export function SegmentCounts({ segments: { segments } }: { segments: Segments }) {
  const timeZone = useTimeZone()
  const from = daysAgo(daysBack, timeZone)
  // As it was counted at the end of that day: nothing is computed again for it.
  const before = useQuery(segmentDaysQuery({ from, to: from })).data?.data[0]?.customers
  return (
    <Section
      title="Segments"
      isFlush
      aside={
        <TextLink to="/reports/segmentation-dashboard" search={{ from: daysAgo(daysBack - 1, timeZone) }} size="sm">
          Where they moved
        </TextLink>
      }
    >
      <Table verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Segment</Table.Th>
            <Table.Th ta="right">People</Table.Th>
            <Table.Th ta="right">Last 7 days</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {segments.map(({ key, name, customers }) => (
            <Table.Tr key={key}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="right" className="numbers">
                <TextLink to="/customers" search={{ segment: key }} size="sm">
                  {formatCount(customers)}
                </TextLink>
              </Table.Td>
              <Table.Td ta="right">
                <Text span size="sm" c="dimmed" className="numbers">
                  {formatChange(before === undefined ? undefined : customers - before[key])}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}
