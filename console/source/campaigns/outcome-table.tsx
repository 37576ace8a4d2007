/** Every member of the audience under exactly one outcome, with reasons; each number leads to its people. */
import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Status } from '../ui/status.tsx'
import { formatShare } from '../words/numbers.ts'
import { type DeliveryStatus, describeReason, describeStatus } from '../words/outcomes.ts'
import type { Progress } from '../broadcasts/broadcast-queries.ts'

/** Every member under exactly one outcome. */
export type OutcomeCounts = Pick<Progress, 'recipients' | 'byStatus' | 'skippedByReason' | 'failedByReason'>

const order: (DeliveryStatus | 'pending')[] = [
  'delivered',
  'accepted',
  'sending',
  'deferred',
  'pending',
  'bounced',
  'undeliverable',
  'failed',
  'unknown',
  'skipped',
]

/** Nothing: everyone. */
export interface OutcomeSearch {
  status?: DeliveryStatus
  reason?: string
}

interface OutcomeTableProps {
  counts: OutcomeCounts
  /** A number that leads to its people. */
  renderCount: (count: number, search: OutcomeSearch) => ReactNode
  /** Those of whom nothing is written down yet. */
  renderPending: (count: number) => ReactNode
}

export function OutcomeTable({ counts, renderCount, renderPending }: OutcomeTableProps) {
  const { recipients, byStatus, skippedByReason, failedByReason } = counts
  const shown = order.filter((status) => byStatus[status] > 0)
  const reasonsOf = (status: string) =>
    Object.entries(status === 'skipped' ? skippedByReason : status === 'failed' ? failedByReason : {})
      .filter(([, count]) => count > 0)
      .toSorted(([, a], [, b]) => b - a)
  return (
    <Table horizontalSpacing={0} verticalSpacing={8} withRowBorders={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Outcome</Table.Th>
          <Table.Th ta="right">People</Table.Th>
          <Table.Th ta="right" visibleFrom="xs">
            Share
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {shown.flatMap((status) => [
          <Row
            key={status}
            renderCount={status === 'pending' ? renderPending : renderCount}
            label={<Status {...describeStatus(status)} />}
            count={byStatus[status]}
            whole={recipients}
            search={status === 'pending' ? {} : { status }}
          />,
          ...reasonsOf(status).map(([reason, count]) => (
            <Row
              key={`${status} ${reason}`}
              renderCount={renderCount}
              label={
                <Text size="sm" c="dimmed" pl={16}>
                  {describeReason(reason)}
                </Text>
              }
              count={count}
              whole={recipients}
              search={{ status: status === 'failed' ? 'failed' : 'skipped', reason }}
            />
          )),
        ])}
        <Table.Tr style={{ borderTop: '1px solid var(--line)' }}>
          <Table.Td fw={600}>Audience</Table.Td>
          <Table.Td ta="right" fw={600} className="numbers">
            {renderCount(recipients, {})}
          </Table.Td>
          <Table.Td visibleFrom="xs" />
        </Table.Tr>
      </Table.Tbody>
    </Table>
  )
}

interface RowProps extends Pick<OutcomeTableProps, 'renderCount'> {
  label: ReactNode
  count: number
  whole: number
  search: OutcomeSearch
}

function Row({ renderCount, label, count, whole, search }: RowProps) {
  return (
    <Table.Tr>
      <Table.Td>{label}</Table.Td>
      <Table.Td ta="right" className="numbers">
        {renderCount(count, search)}
      </Table.Td>
      <Table.Td ta="right" c="dimmed" className="numbers" visibleFrom="xs">
        {formatShare(count, whole)}
      </Table.Td>
    </Table.Tr>
  )
}
