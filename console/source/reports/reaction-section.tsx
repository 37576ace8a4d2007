/** What people did with it, and, apart from them, what machines did. */
import { Table } from '@mantine/core'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { formatCount } from '../words/numbers.ts'
import type { Engagement } from './people-filter.ts'
import type { Report } from './report-queries.ts'

export function ReactionSection({ report: { broadcastId: id, opens, clicks, unsubscribes, complaints, channel } }: { report: Report }) {
  return (
    <Section title="Reactions">
      <Table horizontalSpacing={0} verticalSpacing={8} withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th ta="right">People</Table.Th>
            <Table.Th ta="right">Times</Table.Th>
            <Table.Th ta="right">By bots</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {channel === 'email' ? (
            <Row id={id} label="Opened" engagement="opened" people={opens.unique} times={opens.total} bots={opens.bots} />
          ) : null}
          <Row id={id} label="Clicked" engagement="clicked" people={clicks.unique} times={clicks.total} bots={clicks.bots} />
          <Row id={id} label="Unsubscribed" engagement="unsubscribed" people={unsubscribes} />
          <Row id={id} label="Complained" engagement="complained" people={complaints} />
        </Table.Tbody>
      </Table>
    </Section>
  )
}

interface RowProps {
  id: string
  label: string
  engagement: Engagement
  people: number
  times?: number
  bots?: number
}

function Row({ id, label, engagement, people, times, bots }: RowProps) {
  return (
    <Table.Tr>
      <Table.Td>{label}</Table.Td>
      <Table.Td ta="right" className="numbers">
        {people === 0 ? (
          0
        ) : (
          <TextLink to="/reports/marketing-campaigns/$id/people" params={{ id }} search={{ engagement }} size="sm">
            {formatCount(people)}
          </TextLink>
        )}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {times === undefined ? '' : formatCount(times)}
      </Table.Td>
      <Table.Td ta="right" c="dimmed" className="numbers">
        {bots === undefined ? '' : formatCount(bots)}
      </Table.Td>
    </Table.Tr>
  )
}
