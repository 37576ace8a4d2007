/** What people did with it, and, apart from them, what machines did. */
import { Table } from '@mantine/core'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { formatCount } from '../words/numbers.ts'
import type { Engagement } from './people-filter.ts'
import type { ReportHours } from './report-hours.ts'
import type { Report } from './report-queries.ts'

interface ReactionSectionProps {
  report: Report
  hours: ReportHours
}

export function ReactionSection({ report, hours }: ReactionSectionProps) {
  const { broadcastId: id, opens, clicks, unsubscribes, complaints, channel } = report
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
            <Row id={id} hours={hours} label="Opened" engagement="opened" people={opens.unique} times={opens.total} bots={opens.bots} />
          ) : null}
          <Row id={id} hours={hours} label="Clicked" engagement="clicked" people={clicks.unique} times={clicks.total} bots={clicks.bots} />
          <Row id={id} hours={hours} label="Unsubscribed" engagement="unsubscribed" people={unsubscribes} />
          <Row id={id} hours={hours} label="Complained" engagement="complained" people={complaints} />
        </Table.Tbody>
      </Table>
    </Section>
  )
}

interface RowProps {
  id: string
  hours: ReportHours
  label: string
  engagement: Engagement
  people: number
  times?: number
  bots?: number
}

function Row({ id, hours, label, engagement, people, times, bots }: RowProps) {
  return (
    <Table.Tr>
      <Table.Td>{label}</Table.Td>
      <Table.Td ta="right" className="numbers">
        {people === 0 ? (
          0
        ) : (
          <TextLink to="/reports/marketing-campaigns/$id/people" params={{ id }} search={{ engagement, ...hours }} size="sm">
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
