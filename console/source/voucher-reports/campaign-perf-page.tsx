/** Campaign by campaign: what each brought, what it cost, and what it did that would not have happened anyway. */
import { Stack, Table, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { Section } from '../ui/page.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { describeRun } from '../words/campaigns.ts'
import { formatSpan } from '../words/instants.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import { firstMinor, formatAmounts, formatMicroAmounts } from './amounts.ts'
import { describeChange } from './compared-figure.tsx'
import { PeopleLink } from './people-link.tsx'
import { NoCampaigns, ReportFrame } from './report-frame.tsx'
import type { Reports } from './report-queries.ts'

type Row = Reports['campaign-perf']['campaigns'][number]

export function CampaignPerformancePage() {
  return <ReportFrame name="campaign-perf">{(report) => <Body report={report} />}</ReportFrame>
}

function Body({ report: { campaigns, attributionWindowMs } }: { report: Reports['campaign-perf'] }) {
  if (campaigns.length === 0) return <NoCampaigns />
  return (
    <Stack gap="md">
      <Section title="What each brought, and cost" isFlush>
        <WideTable label="What each brought, and cost" least={680}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Campaign</Table.Th>
              <Table.Th ta="right">Redeemed</Table.Th>
              <Table.Th ta="right">Revenue</Table.Th>
              <Table.Th ta="right">Cost</Table.Th>
              <Table.Th ta="right">Margin</Table.Th>
              <Table.Th ta="right">Revenue before</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {campaigns.map(({ campaign, status, now, before, cost }) => (
              <Table.Tr key={campaign.id} className="clickable-row">
                <Table.Td>
                  <CampaignLink {...campaign} />
                  <Text size="xs" c="dimmed">
                    {describeRun(campaign.kind, status)}
                  </Text>
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
                    </PeopleLink>{' '}
                    of <PeopleLink figure="issued" count={now.issued} campaign={campaign.id} whose={campaign.name} isInText />
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatAmounts(now.revenue)}
                  <Text size="xs" c="dimmed" component="div">
                    <PeopleLink figure="orders" count={now.orders} campaign={campaign.id} whose={campaign.name} isInText />{' '}
                    {now.orders === 1 ? 'order' : 'orders'}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatMicroAmounts(cost)}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatMicroAmounts(now.margin)}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatAmounts(before.revenue)}
                  <Text size="xs" c="dimmed">
                    {describeChange(firstMinor(now.revenue), firstMinor(before.revenue))}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </Section>
      <Section title="Lift" isFlush>
        <WideTable label="Lift" least={720}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Campaign</Table.Th>
              <Table.Th ta="right">Bought, treated</Table.Th>
              <Table.Th ta="right">Bought, held out</Table.Th>
              <Table.Th>What that says</Table.Th>
              <Table.Th ta="right">Cost of an extra order</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {campaigns.map((row) => (
              <LiftRow key={row.campaign.id} row={row} />
            ))}
          </Table.Tbody>
        </WideTable>
        <Text size="xs" c="dimmed" p="md">
          Everyone who was drawn in these days against those who were held out, within {formatSpan(attributionWindowMs)}. Orders are counted
          for a campaign by its voucher, else as the latest message before them.
        </Text>
      </Section>
    </Stack>
  )
}

function LiftRow({ row: { campaign, lift, extraOrders, costPerExtraOrder } }: { row: Row }) {
  const whose = { campaign: campaign.id, whose: campaign.name, isInText: true }
  return (
    <Table.Tr>
      <Table.Td>
        <CampaignLink {...campaign} />
      </Table.Td>
      {lift === null ? (
        <Table.Td colSpan={4}>
          <Text size="sm" c="dimmed">
            Nobody was held out: what would have happened anyway is not known.
          </Text>
        </Table.Td>
      ) : (
        <>
          <Table.Td ta="right" className="numbers">
            {formatShare(lift.treated.buyers, lift.treated.people)}
            <Text size="xs" c="dimmed" component="div">
              <PeopleLink of="drawn" figure="treated_buyers" count={lift.treated.buyers} {...whose} /> of{' '}
              <PeopleLink of="drawn" figure="treated" count={lift.treated.people} {...whose} />
            </Text>
          </Table.Td>
          <Table.Td ta="right" className="numbers">
            {formatShare(lift.heldOut.buyers, lift.heldOut.people)}
            <Text size="xs" c="dimmed" component="div">
              <PeopleLink of="drawn" figure="held_out_buyers" count={lift.heldOut.buyers} {...whose} /> of{' '}
              <PeopleLink of="drawn" figure="held_out" count={lift.heldOut.people} {...whose} />
            </Text>
          </Table.Td>
          <Table.Td>
            <Text size="sm">
              {lift.isSignificant
                ? `${formatCount(Math.round(lift.incrementalBuyers.estimate))} buyers more than without it`
                : 'The difference may be chance'}
            </Text>
          </Table.Td>
          <Table.Td ta="right" className="numbers">
            {costPerExtraOrder === null ? '–' : formatMicroAmounts(costPerExtraOrder)}
            {extraOrders === null ? null : (
              <Text size="xs" c="dimmed">
                {formatCount(Math.round(extraOrders * 10) / 10)} extra orders
              </Text>
            )}
          </Table.Td>
        </>
      )}
    </Table.Tr>
  )
}
