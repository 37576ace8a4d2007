/** All voucher campaigns at a glance: vouchers, orders, revenue, costs, margin; over time, and by campaign. */
import { SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { BarChart, seriesColours } from '../ui/bar-chart.tsx'
import { ChartOrTable } from '../ui/chart-or-table.tsx'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { SlotTable } from '../ui/slot-table.tsx'
import { formatCount, formatShare } from '../words/numbers.ts'
import { firstMicros, firstMinor, formatAmounts, formatMicroAmounts } from './amounts.ts'
import { ComparedFigure } from './compared-figure.tsx'
import { NothingHere, ReportFrame } from './report-frame.tsx'
import type { Activity, Reports } from './report-queries.ts'
import { nameSlot } from './slots.ts'

export function VoucherOverviewPage() {
  return <ReportFrame name="overview">{(report) => <Body report={report} />}</ReportFrame>
}

const series = [
  { key: 'issued', label: 'Issued', colour: seriesColours[3] ?? '' },
  { key: 'accepted', label: 'Accepted', colour: seriesColours[0] ?? '' },
  { key: 'redeemed', label: 'Redeemed', colour: seriesColours[1] ?? '' },
  { key: 'orders', label: 'Orders', colour: seriesColours[2] ?? '' },
]

function Body({ report }: { report: Reports['overview'] }) {
  const { total, campaignsRunning, overTime, byCampaign, grossMarginPercent } = report
  const slots = overTime.map((part) => ({
    label: nameSlot(part),
    values: { issued: part.issued, accepted: part.accepted, redeemed: part.redeemed, orders: part.orders },
  }))
  return (
    <Stack gap="md">
      <ActivityFigures now={total.now} before={total.before} campaigns={campaignsRunning} />
      {grossMarginPercent === 100 ? (
        <Text size="xs" c="dimmed">
          The margin is as if goods cost nothing: say the store’s gross margin above.
        </Text>
      ) : null}
      <ChartOrTable
        title="Over time"
        chart={<BarChart label="Over time" slots={slots} series={series} />}
        table={<SlotTable head="Time" slots={slots} series={series} />}
      />
      <Section title="By campaign" isFlush>
        {byCampaign.length === 0 ? (
          <NothingHere>No voucher campaign ran in these days.</NothingHere>
        ) : (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Campaign</Table.Th>
                <Table.Th ta="right">Issued</Table.Th>
                <Table.Th ta="right">Redeemed</Table.Th>
                <Table.Th ta="right" visibleFrom="sm">
                  Orders
                </Table.Th>
                <Table.Th ta="right" visibleFrom="sm">
                  Revenue
                </Table.Th>
                <Table.Th ta="right" visibleFrom="md">
                  Vouchers cost
                </Table.Th>
                <Table.Th ta="right" visibleFrom="md">
                  Margin
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {byCampaign.map(({ campaign, now }) => (
                <Table.Tr key={campaign.id} className="clickable-row">
                  <Table.Td>
                    <CampaignLink {...campaign} />
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    <VouchersOf campaign={campaign} count={now.issued} />
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    <VouchersOf campaign={campaign} count={now.redeemed} status="redeemed" />
                    <Text size="xs" c="dimmed">
                      {formatShare(now.redeemedOfIssued, now.issued)}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right" className="numbers" visibleFrom="sm">
                    {formatCount(now.orders)}
                  </Table.Td>
                  <Table.Td ta="right" className="numbers" visibleFrom="sm">
                    {formatAmounts(now.revenue)}
                  </Table.Td>
                  <Table.Td ta="right" className="numbers" visibleFrom="md">
                    {formatAmounts(now.discount)}
                  </Table.Td>
                  <Table.Td ta="right" className="numbers" visibleFrom="md">
                    {formatMicroAmounts(now.margin)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
    </Stack>
  )
}

/** To the people behind a number: a promotion's vouchers, an autopilot's journeys. */
function VouchersOf({
  campaign,
  count,
  status,
}: {
  campaign: { kind: string; id: string; name: string }
  count: number
  status?: 'redeemed'
}) {
  const what = `${formatCount(count)} ${status ?? 'issued'} of ${campaign.name}`
  if (campaign.kind === 'promotion')
    return (
      <TextLink
        to="/configuration/voucher-campaign/promotion/$id"
        params={{ id: campaign.id }}
        search={status === undefined ? {} : { vouchers: status }}
        hash="vouchers"
        size="sm"
        aria-label={what}
      >
        {formatCount(count)}
      </TextLink>
    )
  return (
    <TextLink
      to="/configuration/voucher-campaign/autopilot/$id"
      params={{ id: campaign.id }}
      search={{ view: 'people' }}
      size="sm"
      aria-label={what}
    >
      {formatCount(count)}
    </TextLink>
  )
}

interface ActivityFiguresProps {
  now: Activity
  before: Activity
  campaigns: { now: number; before: number }
}

function ActivityFigures({ now, before, campaigns }: ActivityFiguresProps) {
  return (
    <section className="card" aria-label="In short">
      <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} spacing="lg">
        <ComparedFigure label="Campaigns that ran" value={formatCount(campaigns.now)} now={campaigns.now} before={campaigns.before} />
        <ComparedFigure label="Vouchers issued" value={formatCount(now.issued)} now={now.issued} before={before.issued} />
        <ComparedFigure label="Accepted" value={formatCount(now.accepted)} now={now.accepted} before={before.accepted} />
        <ComparedFigure label="Redeemed" value={formatCount(now.redeemed)} now={now.redeemed} before={before.redeemed} />
        <ComparedFigure
          label="Redemption rate"
          value={formatShare(now.redeemedOfIssued, now.issued)}
          now={now.redemptionRate}
          before={before.redemptionRate}
        />
        <ComparedFigure label="Orders" value={formatCount(now.orders)} now={now.orders} before={before.orders} />
        <ComparedFigure
          label="Revenue"
          value={formatAmounts(now.revenue)}
          now={firstMinor(now.revenue)}
          before={firstMinor(before.revenue)}
        />
        <ComparedFigure
          label="Vouchers cost"
          value={formatAmounts(now.discount)}
          now={firstMinor(now.discount)}
          before={firstMinor(before.discount)}
        />
        <ComparedFigure
          label="Messages cost"
          value={formatMicroAmounts(now.messageCost)}
          now={firstMicros(now.messageCost)}
          before={firstMicros(before.messageCost)}
          note={`${formatCount(now.messages)} sent`}
        />
        <ComparedFigure
          label="Margin after vouchers"
          value={formatMicroAmounts(now.margin)}
          now={firstMicros(now.margin)}
          before={firstMicros(before.margin)}
        />
      </SimpleGrid>
    </section>
  )
}
