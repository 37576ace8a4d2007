/** Who would move by a change: how many enter and leave each segment, and some of them by name. */
import { List, Stack, Table, Text } from '@mantine/core'
import type { Segment, SegmentKey } from '../audiences/segment-queries.ts'
import { CustomerName } from '../customers/customer-names.tsx'
import { Section } from '../ui/page.tsx'
import { formatCount, formatPeople } from '../words/numbers.ts'
import type { SettingsPreview } from './segment-settings-queries.ts'

interface MoveSectionProps {
  preview: SettingsPreview
  /** For their names. */
  known: Segment[]
}

export function MoveSection({ preview: { moved, buyers, segments, sample }, known }: MoveSectionProps) {
  const name = (key: SegmentKey) => known.find((segment) => segment.key === key)?.name ?? key
  const list = (keys: SegmentKey[]) => (keys.length === 0 ? 'none' : keys.map(name).join(', '))
  return (
    <Section title={moved === 0 ? 'Nobody would move' : `${formatPeople(moved)} would move`} isFlush>
      <Text size="sm" c="dimmed" px="md" pb="xs" role="status">
        Of {formatPeople(buyers)} with an order. Nothing has been changed yet.
      </Text>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Segment</Table.Th>
            <Table.Th ta="right">Now</Table.Th>
            <Table.Th ta="right">In</Table.Th>
            <Table.Th ta="right">Out</Table.Th>
            <Table.Th ta="right">Then</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {segments.map(({ key, now, afterwards, entered, left }) => (
            <Table.Tr key={key} c={entered + left === 0 ? 'dimmed' : undefined}>
              <Table.Td>{name(key)}</Table.Td>
              {[formatCount(now), formatMove(entered, '+'), formatMove(left, '−'), formatCount(afterwards)].map((text, column) => (
                <Table.Td key={['now', 'in', 'out', 'then'][column]} ta="right" className="numbers">
                  {text}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {sample.length === 0 ? null : (
        <Stack gap={4} p="md">
          <Text size="sm" fw={500}>
            Some of them
          </Text>
          <List size="sm" listStyleType="none">
            {sample.map(({ customerId, from, to }) => (
              <List.Item key={customerId} py={2}>
                <CustomerName id={customerId} />
                <Text span size="xs" c="dimmed" ml={6}>
                  {list(without(from, to))} → {list(without(to, from))}
                </Text>
              </List.Item>
            ))}
          </List>
        </Stack>
      )}
    </Section>
  )
}

/** What stays the same is not worth the words. */
function without(keys: SegmentKey[], others: SegmentKey[]): SegmentKey[] {
  return keys.filter((key) => !others.includes(key))
}

function formatMove(count: number, sign: string): string {
  return count === 0 ? '–' : `${sign}${formatCount(count)}`
}
