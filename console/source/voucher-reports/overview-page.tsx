/** All voucher campaigns at a glance: vouchers, orders, revenue, costs, margin; over time, and by campaign. */
import { SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { BarChart } from '../ui/bar-chart.tsx'
import { seriesColours } from '../ui/series-colours.ts'
import { ChartOrTable } from '../ui/chart-or-table.tsx'
import { Section } from '../ui/page.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { SlotTable } from '../ui/slot-table.tsx'
import { formatShare } from '../words/numbers.ts'
import { formatAmounts, formatMicroAmounts } from './amounts.ts'
import { ComparedAmounts, ComparedCount, ComparedFigure, ComparedMicroAmounts } from './compared-figure.tsx'
import { PeopleLink } from './people-link.tsx'
import { NoCampaigns, ReportFrame } from './report-frame.tsx'
import type { Activity, Reports } from './report-queries.ts'
import { daysOf, nameSlot } from './slots.ts'

export function VoucherOverviewPage() {
  return <ReportFrame name="overview">{(report) => <Body report={report} />}</ReportFrame>
}

const series = [
  { key: 'issued', label: 'Issued', colour: seriesColours.sent },
  { key: 'accepted', label: 'Accepted', colour: seriesColours.arrived },
  { key: 'redeemed', label: 'Redeemed', colour: seriesColours.used },
  { key: 'orders', label: 'Orders', colour: seriesColours.ordered },
] as const

function Body({ report }: { report: Reports['overview'] }) {
  const { total, campaignsRunning, overTime, byCampaign, grossMarginPercent } = report
  const slots = overTime.map((part) => ({
    label: nameSlot(part),
    days: daysOf(part),
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
        table={
          <SlotTable
            head="Time"
            slots={slots}
            series={series}
            renderCount={(count, { slot: { label, days }, key }) => (
              <PeopleLink figure={key as (typeof series)[number]['key']} count={count} whose={label} {...days} />
            )}
          />
        }
      />
      <Section title="By campaign" isFlush>
        {byCampaign.length === 0 ? (
          <NoCampaigns />
        ) : (
          <WideTable label="By campaign" least={640}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Campaign</Table.Th>
                <Table.Th ta="right">Issued</Table.Th>
                <Table.Th ta="right">Redeemed</Table.Th>
                <Table.Th ta="right">Orders</Table.Th>
                <Table.Th ta="right">Revenue</Table.Th>
                <Table.Th ta="right">Vouchers cost</Table.Th>
                <Table.Th ta="right">Margin</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {byCampaign.map(({ campaign, now }) => (
                <Table.Tr key={campaign.id} className="clickable-row">
                  <Table.Td>
                    <CampaignLink {...campaign} />
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    <PeopleLink figure="issued" count={now.issued} campaign={campaign.id} whose={campaign.name} />
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    <PeopleLink figure="redeemed" count={now.redeemed} campaign={campaign.id} whose={campaign.name} />
                    <Text size="xs" c="dimmed" component="div">
                      <PeopleLink
                        of="issued"
                        figure="redeemed"
                        count={now.redeemedOfIssued}
                        campaign={campaign.id}
                        whose={campaign.name}
                        isInText
                      >
                        {formatShare(now.redeemedOfIssued, now.issued)}
                      </PeopleLink>
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    <PeopleLink figure="orders" count={now.orders} campaign={campaign.id} whose={campaign.name} />
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    <PeopleLink figure="orders" count={now.orders} campaign={campaign.id} whose={campaign.name}>
                      {formatAmounts(now.revenue)}
                    </PeopleLink>
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    <PeopleLink figure="redeemed" count={now.redeemed} campaign={campaign.id} whose={campaign.name}>
                      {formatAmounts(now.discount)}
                    </PeopleLink>
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatMicroAmounts(now.margin)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </WideTable>
        )}
      </Section>
    </Stack>
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
      <SimpleGrid cols={{ base: 2, xs: 3, md: 4 }} spacing="lg">
        <ComparedCount label="Campaigns that ran" now={campaigns.now} before={campaigns.before} />
        <ComparedCount
          label="Vouchers issued"
          now={now.issued}
          before={before.issued}
          link={<PeopleLink figure="issued" count={now.issued} />}
        />
        <ComparedCount
          label="Accepted"
          now={now.accepted}
          before={before.accepted}
          link={<PeopleLink figure="accepted" count={now.accepted} />}
        />
        <ComparedCount
          label="Redeemed"
          now={now.redeemed}
          before={before.redeemed}
          link={<PeopleLink figure="redeemed" count={now.redeemed} />}
        />
        <ComparedFigure
          label="Redemption rate"
          value={
            <PeopleLink of="issued" figure="redeemed" count={now.redeemedOfIssued}>
              {formatShare(now.redeemedOfIssued, now.issued)}
            </PeopleLink>
          }
          was={formatShare(before.redeemedOfIssued, before.issued)}
          now={now.redemptionRate}
          before={before.redemptionRate}
        />
        <ComparedCount label="Orders" now={now.orders} before={before.orders} link={<PeopleLink figure="orders" count={now.orders} />} />
        <ComparedAmounts
          label="Revenue"
          now={now.revenue}
          before={before.revenue}
          link={(sum) => (
            <PeopleLink figure="orders" count={now.orders}>
              {sum}
            </PeopleLink>
          )}
        />
        <ComparedAmounts
          label="Vouchers cost"
          now={now.discount}
          before={before.discount}
          link={(sum) => (
            <PeopleLink figure="redeemed" count={now.redeemed}>
              {sum}
            </PeopleLink>
          )}
        />
        <ComparedCount
          label="Messages"
          now={now.messages}
          before={before.messages}
          link={<PeopleLink figure="messages" count={now.messages} />}
        />
        <ComparedMicroAmounts
          label="Messages cost"
          now={now.messageCost}
          before={before.messageCost}
          link={(sum) => (
            <PeopleLink figure="messages" count={now.messages}>
              {sum}
            </PeopleLink>
          )}
        />
        <ComparedMicroAmounts label="Margin after vouchers" now={now.margin} before={before.margin} />
      </SimpleGrid>
    </section>
  )
}
