/** Why people cannot be reached, as rows of a table: the reason of most of them first. */
import { Table } from '@mantine/core'
import { formatCount } from '../words/numbers.ts'
import { describeReason } from '../words/outcomes.ts'

export function ReasonRows({ counts }: { counts: Record<string, number> }) {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => (
      <Table.Tr key={reason}>
        <Table.Td c="dimmed">{describeReason(reason)}</Table.Td>
        <Table.Td ta="right" className="numbers">
          {formatCount(count)}
        </Table.Td>
      </Table.Tr>
    ))
}
