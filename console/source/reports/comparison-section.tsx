/** The broadcast beside another one, or beside the average of its channel, at the same age: as shares of the sent where there were not equally many. */
import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { formatAmounts, formatMicroAmounts, firstMicros, firstMinor } from '../voucher-reports/amounts.ts'
import { describeChange } from '../voucher-reports/compared-figure.tsx'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { channelLabels } from '../words/broadcasts.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import { BroadcastPeople } from '../broadcasts/run/broadcast-people.tsx'
import type { PeopleFilter } from './people-filter.ts'
import { pickHours, type ReportHours } from './report-hours.ts'
import type { Report } from './report-queries.ts'

type Figures = Report['figures']
type Count = 'sent' | 'delivered' | 'opened' | 'clicked' | 'unsubscribed' | 'complained' | 'buyers'

const rows: { key: Count; label: string; of: 'recipients' | 'sent'; search: PeopleFilter }[] = [
  { key: 'sent', label: 'Sent', of: 'recipients', search: { sent: true } },
  { key: 'delivered', label: 'Delivered', of: 'sent', search: { status: 'delivered' } },
  { key: 'opened', label: 'Opened', of: 'sent', search: { engagement: 'opened' } },
  { key: 'clicked', label: 'Clicked', of: 'sent', search: { engagement: 'clicked' } },
  { key: 'unsubscribed', label: 'Unsubscribed', of: 'sent', search: { engagement: 'unsubscribed' } },
  { key: 'complained', label: 'Complained', of: 'sent', search: { engagement: 'complained' } },
  { key: 'buyers', label: 'Ordered', of: 'sent', search: { engagement: 'ordered' } },
]

export function ComparisonSection({ report, hours }: { report: Report; hours: ReportHours }) {
  const { broadcastId, name, channel, figures: own, comparison } = report
  if (comparison === null) return null
  const { with: kind, broadcasts, figures: other } = comparison
  const [first] = broadcasts
  const whose = kind === 'average' ? `Average of ${broadcasts.length} by ${channelLabels[channel]}` : (first?.name ?? 'The other')
  if (other === null)
    return (
      <Section title="Compared">
        <Text size="sm" c="dimmed">
          No other broadcast by {channelLabels[channel]} is as old as these hours ask for.
        </Text>
      </Section>
    )
  const people = (id: string, count: number, search: PeopleFilter) =>
    count === 0 ? '0' : <BroadcastPeople id={id} count={count} search={{ ...search, ...pickHours(hours) }} />
  return (
    <Section
      title="Compared"
      isFlush
      aside={
        <Text size="sm" c="dimmed">
          At the same age, as far as this one has come.
        </Text>
      }
    >
      <WideTable label="Compared" least={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th ta="right">{name}</Table.Th>
            <Table.Th ta="right">
              {kind === 'broadcast' && first !== undefined ? (
                <TextLink to="/reports/marketing-campaigns/$id" params={{ id: first.id }} search={pickHours(hours)} inherit>
                  {whose}
                </TextLink>
              ) : (
                whose
              )}
            </Table.Th>
            <Table.Th ta="right">Change</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Row
            label="Audience"
            own={people(broadcastId, own.recipients, {})}
            other={formatCount(other.recipients)}
            change={describeChange(own.recipients, other.recipients)}
          />
          {rows
            .filter(({ key }) => channel === 'email' || key !== 'opened')
            .map(({ key, label, of, search }) => (
              <Row
                key={key}
                label={label}
                own={people(broadcastId, own[key], search)}
                ownShare={formatShare(own[key], own[of])}
                other={formatCount(other[key])}
                otherShare={formatShare(other[key], other[of])}
                change={describeChange(shareOf(own, key, of), shareOf(other, key, of))}
              />
            ))}
          <Row
            label="Orders"
            own={formatCount(own.orders)}
            other={formatCount(other.orders)}
            change={describeChange(own.orders, other.orders)}
          />
          <Row
            label="Revenue"
            own={formatAmounts(own.revenue)}
            other={formatAmounts(other.revenue)}
            change={describeChange(firstMinor(own.revenue), firstMinor(other.revenue))}
          />
          {own.messageCost.length + other.messageCost.length === 0 ? null : (
            <Row
              label="Messages cost"
              own={formatMicroAmounts(own.messageCost)}
              other={formatMicroAmounts(other.messageCost)}
              change={describeChange(firstMicros(own.messageCost), firstMicros(other.messageCost))}
            />
          )}
        </Table.Tbody>
      </WideTable>
      <Text size="xs" c="dimmed" p="md">
        Changes of people are those of their share.{kind === 'average' ? ` Of ${broadcasts.map((one) => one.name).join(', ')}.` : ''}
      </Text>
    </Section>
  )
}

function shareOf(figures: Figures, key: Count, of: 'recipients' | 'sent'): number | null {
  return figures[of] === 0 ? null : figures[key] / figures[of]
}

interface RowProps {
  label: string
  own: ReactNode
  other: string
  ownShare?: string
  otherShare?: string
  change: string
}

function Row({ label, own, ownShare, other, otherShare, change }: RowProps) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{label}</Table.Th>
      <Table.Td ta="right" className="numbers">
        {own}
        <Share text={ownShare} />
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {other}
        <Share text={otherShare} />
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {change === '' ? '–' : change}
      </Table.Td>
    </Table.Tr>
  )
}

function Share({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <Text size="xs" c="dimmed">
      {text}
    </Text>
  )
}
