/** The size of each segment, and how it changed within a week. */
import { Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { segmentationQuery, type SegmentKey, type Segments } from '../audiences/segment-queries.ts'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { formatCount } from '../words/numbers.ts'

const daysBack = 7

export function SegmentCounts({ segments: { segments } }: { segments: Segments }) {
  const before = useQuery(segmentationQuery).data?.days.at(-1 - daysBack)?.customers
  return (
    <Section
      title="Segments"
      isFlush
      aside={
        <TextLink to="/audiences" size="sm">
          All segments
        </TextLink>
      }
    >
      <Table verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Segment</Table.Th>
            <Table.Th ta="right">People</Table.Th>
            {before === undefined ? null : <Table.Th ta="right">Last 7 days</Table.Th>}
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
              {before === undefined ? null : (
                <Table.Td ta="right">
                  <Change by={customers - before[key satisfies SegmentKey]} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}

function Change({ by }: { by: number }) {
  return (
    <Text span size="sm" c="dimmed" className="numbers">
      {by === 0 ? '–' : `${by > 0 ? '+' : '−'}${formatCount(Math.abs(by))}`}
    </Text>
  )
}
