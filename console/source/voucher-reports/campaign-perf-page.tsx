/** Campaign by campaign: what each brought, what it cost, and what it did that would not have happened anyway. */
import { Stack, Table, Text } from '@mantine/core'
import { CampaignLink } from '../campaigns/campaign-link.tsx'
import { Section } from '../ui/page.tsx'
import { formatSpan } from '../words/instants.ts'
import { formatCount, formatShare } from '../words/numbers.ts'
import { firstMinor, formatAmounts, formatMicroAmounts } from './amounts.ts'
import { describeChange } from './compared-figure.tsx'
import { NothingHere, ReportFrame } from './report-frame.tsx'
import type { Reports } from './report-queries.ts'

type Row = Reports['campaign-perf']['campaigns'][number]

export function CampaignPerformancePage() {
  return <ReportFrame name="campaign-perf">{(report) => <Body report={report} />}</ReportFrame>
}

function Body({ report: { campaigns, attributionWindowMs } }: { report: Reports['campaign-perf'] }) {
  if (campaigns.length === 0) return <NothingHere>No voucher campaign ran in these days.</NothingHere>
  return (
    <Stack gap="md">
      <Section title="What each brought, and cost" isFlush>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Campaign</Table.Th>
              <Table.Th ta="right">Redeemed</Table.Th>
              <Table.Th ta="right">Revenue</Table.Th>
              <Table.Th ta="right" visibleFrom="sm">
                Cost
              </Table.Th>
              <Table.Th ta="right" visibleFrom="sm">
                Margin
              </Table.Th>
              <Table.Th ta="right" visibleFrom="md">
                Revenue on before
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {campaigns.map(({ campaign, status, now, before, cost }) => (
              <Table.Tr key={campaign.id} className="clickable-row">
                <Table.Td>
                  <CampaignLink {...campaign} />
                  <Text size="xs" c="dimmed">
                    {campaign.kind} · {status}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatCount(now.redeemed)}
                  <Text size="xs" c="dimmed">
                    {formatShare(now.redeemedOfIssued, now.issued)} of {formatCount(now.issued)}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatAmounts(now.revenue)}
                  <Text size="xs" c="dimmed">
                    {formatCount(now.orders)} {now.orders === 1 ? 'order' : 'orders'}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numbers" visibleFrom="sm">
                  {formatMicroAmounts(cost)}
                </Table.Td>
                <Table.Td ta="right" className="numbers" visibleFrom="sm">
                  {formatMicroAmounts(now.margin)}
                </Table.Td>
                <Table.Td ta="right" visibleFrom="md">
                  <Text size="sm" c="dimmed">
                    {describeChange(firstMinor(now.revenue), firstMinor(before.revenue))}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Section>
      <Section title="Lift" isFlush>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Campaign</Table.Th>
              <Table.Th ta="right">Bought, treated</Table.Th>
              <Table.Th ta="right">Bought, held out</Table.Th>
              <Table.Th visibleFrom="sm">What that says</Table.Th>
              <Table.Th ta="right" visibleFrom="md">
                Cost of an extra order
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {campaigns.map((row) => (
              <LiftRow key={row.campaign.id} row={row} />
            ))}
          </Table.Tbody>
        </Table>
        <Text size="xs" c="dimmed" p="md">
          Everyone who was drawn in these days against those who were held out, within {formatSpan(attributionWindowMs)}. Orders are counted
          for a campaign by its voucher, else as the latest message before them.
        </Text>
      </Section>
    </Stack>
  )
}

function LiftRow({ row: { campaign, lift, extraOrders, costPerExtraOrder } }: { row: Row }) {
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
            <Text size="xs" c="dimmed">
              {formatCount(lift.treated.buyers)} of {formatCount(lift.treated.people)}
            </Text>
          </Table.Td>
          <Table.Td ta="right" className="numbers">
            {formatShare(lift.heldOut.buyers, lift.heldOut.people)}
            <Text size="xs" c="dimmed">
              {formatCount(lift.heldOut.buyers)} of {formatCount(lift.heldOut.people)}
            </Text>
          </Table.Td>
          <Table.Td visibleFrom="sm">
            <Text size="sm">
              {lift.isSignificant
                ? `${formatCount(Math.round(lift.incrementalBuyers.estimate))} buyers more than without it`
                : 'The difference may be chance'}
            </Text>
          </Table.Td>
          <Table.Td ta="right" className="numbers" visibleFrom="md">
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
