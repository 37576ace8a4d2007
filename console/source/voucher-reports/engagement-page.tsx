/** What customers do with vouchers: the way from the issue to the redemption, how soon, by campaign, channel and segment. */
import { SimpleGrid, Stack, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { Section } from '../ui/page.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { SplitBar } from '../ui/split-bar.tsx'
import { nameSegment } from '../words/autopilots.ts'
import { channelLabels } from '../words/broadcasts.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import { formatMs } from './amounts.ts'
import { ComparedCount, ComparedFigure } from './compared-figure.tsx'
import { PeopleLink } from './people-link.tsx'
import type { PeopleSearch } from './people-search.ts'
import { NothingHere, ReportFrame } from './report-frame.tsx'
import type { Engagement, Reports } from './report-queries.ts'

export function VoucherEngagementPage() {
  return <ReportFrame name="customer-engagement">{(report) => <Body report={report} />}</ReportFrame>
}

function Body({ report: { total, byCampaign, byChannel, bySegment } }: { report: Reports['customer-engagement'] }) {
  const { now, before } = total
  if (now.issued === 0 && before.issued === 0) return <NothingHere>No voucher was issued in these days, nor in those before.</NothingHere>
  return (
    <Stack gap="md">
      <section className="card" aria-label="In short">
        <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} spacing="lg">
          <ComparedCount
            label="Issued"
            now={now.issued}
            before={before.issued}
            link={<PeopleLink of="issued" figure="issued" count={now.issued} />}
          />
          <ComparedCount
            label="Delivered"
            now={now.delivered}
            before={before.delivered}
            link={<PeopleLink of="issued" figure="delivered" count={now.delivered} />}
            note={formatShare(now.delivered, now.issued)}
          />
          <ComparedCount
            label="Accepted"
            now={now.accepted}
            before={before.accepted}
            link={<PeopleLink of="issued" figure="accepted" count={now.accepted} />}
            note={formatShare(now.accepted, now.issued)}
          />
          <ComparedCount
            label="Redeemed"
            now={now.redeemed}
            before={before.redeemed}
            link={<PeopleLink of="issued" figure="redeemed" count={now.redeemed} />}
            note={formatShare(now.redeemed, now.issued)}
          />
          <ComparedFigure
            label="From issue to order"
            value={formatMs(now.issuedToRedeemed.medianMs)}
            was={formatMs(before.issuedToRedeemed.medianMs)}
            now={now.issuedToRedeemed.medianMs}
            before={before.issuedToRedeemed.medianMs}
            note="half of them within"
          />
        </SimpleGrid>
      </section>
      <Funnel engagement={now} />
      <By
        title="By campaign"
        head="Campaign"
        rows={byCampaign.map((row) => ({
          key: row.campaign.id,
          name: <CampaignLink {...row.campaign} />,
          engagement: row,
          part: { campaign: row.campaign.id },
        }))}
      />
      <By
        title="By channel"
        head="Brought by"
        rows={byChannel.map((row) => ({
          key: row.channel ?? 'none',
          name: row.channel === null ? 'No message that arrived' : channelLabels[row.channel],
          engagement: row,
          part: { channel: row.channel ?? 'none' },
        }))}
      />
      <By
        title="By segment"
        head="In at the issue"
        rows={bySegment.map((row) => ({
          key: row.segment ?? 'none',
          name: row.segment === null ? 'In none' : nameSegment(row.segment),
          engagement: row,
          part: { segment: row.segment ?? 'none' },
        }))}
      />
    </Stack>
  )
}

function Funnel({ engagement }: { engagement: Engagement }) {
  const steps = [
    { label: 'Issued', figure: 'issued', count: engagement.issued, time: null, what: '' },
    { label: 'Delivered', figure: 'delivered', count: engagement.delivered, time: engagement.issuedToDelivered, what: 'after the issue' },
    { label: 'Clicked', figure: 'clicked', count: engagement.clicked, time: null, what: '' },
    { label: 'Accepted', figure: 'accepted', count: engagement.accepted, time: engagement.deliveredToAccepted, what: 'after delivery' },
    { label: 'Redeemed', figure: 'redeemed', count: engagement.redeemed, time: engagement.acceptedToRedeemed, what: 'after acceptance' },
  ] as const
  return (
    <Section title="The way to the order">
      <Stack gap="sm">
        {steps.map(({ label, figure, count, time, what }) => (
          <Stack key={label} gap={4}>
            <Text size="sm" component="div" display="flex" style={{ justifyContent: 'space-between', gap: 12 }}>
              <span>{label}</span>
              <span className="numbers">
                <PeopleLink of="issued" figure={figure} count={count} isInText /> · {formatShare(count, engagement.issued)}
              </span>
            </Text>
            <SplitBar
              label={`${label}: ${formatCount(count)} of ${formatCount(engagement.issued)}`}
              whole={engagement.issued}
              parts={[{ key: label, count, tone: label === 'Redeemed' ? 'good' : 'busy' }]}
            />
            {time === null || time.medianMs === null ? null : (
              <Text size="xs" c="dimmed">
                Half of them {formatMs(time.medianMs)} {what}, nine in ten within {formatMs(time.p90Ms)}
              </Text>
            )}
          </Stack>
        ))}
      </Stack>
    </Section>
  )
}

interface ByProps {
  title: string
  head: string
  /** `part` is what its people are narrowed down to. */
  rows: { key: string; name: ReactNode; engagement: Engagement; part: Pick<PeopleSearch, 'campaign' | 'channel' | 'segment'> }[]
}

function By({ title, head, rows }: ByProps) {
  return (
    <Section title={title} isFlush>
      <WideTable label={title} least={620}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{head}</Table.Th>
            <Table.Th ta="right">Issued</Table.Th>
            <Table.Th ta="right">Delivered</Table.Th>
            <Table.Th ta="right">Accepted</Table.Th>
            <Table.Th ta="right">Redeemed</Table.Th>
            <Table.Th ta="right">Rate</Table.Th>
            <Table.Th ta="right">Half within</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, name, part, engagement: { issued, delivered, accepted, redeemed, issuedToRedeemed } }) => (
            <Table.Tr key={key}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="right" className="numbers">
                <PeopleLink of="issued" figure="issued" count={issued} whose={title} {...part} />
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <PeopleLink of="issued" figure="delivered" count={delivered} whose={title} {...part} />
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <PeopleLink of="issued" figure="accepted" count={accepted} whose={title} {...part} />
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <PeopleLink of="issued" figure="redeemed" count={redeemed} whose={title} {...part} />
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {formatShare(redeemed, issued)}
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {formatMs(issuedToRedeemed.medianMs)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </Section>
  )
}
