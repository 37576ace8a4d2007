/** What the message itself did: those who were drawn for it against those who were held back. */
import { Stack, Table, Text } from '@mantine/core'
import { BroadcastPeople } from '../broadcasts/run/broadcast-people.tsx'
import { Section } from '../ui/page.tsx'
import { formatSpan } from '../words/instants.ts'
import { formatCount, formatMoney, formatShare } from '../words/numbers.ts'
import type { Report } from './report-queries.ts'

type Lift = NonNullable<Report['lift']>

export function LiftSection({ report: { broadcastId, lift } }: { report: Report }) {
  return (
    <Section title="Lift">
      {lift === null ? (
        <Text size="sm" c="dimmed">
          Nobody was held back, so what would have happened without the message is not known. Set a holdout on the next one.
        </Text>
      ) : (
        <LiftTable id={broadcastId} lift={lift} />
      )}
    </Section>
  )
}

function LiftTable({
  id,
  lift: { treated, heldOut, conversion, incrementalBuyers, incrementalRevenueMinor, isSignificant, windowMs, currency },
}: {
  id: string
  lift: Lift
}) {
  const money = (amountMinor: number) => formatMoney({ amountMinor: Math.round(amountMinor), currency })
  const arms = [
    { label: 'In the broadcast', arm: treated },
    { label: 'Held back', arm: heldOut, reason: 'holdout' },
  ]
  return (
    <Stack gap="sm">
      <Text size="sm">{judge(conversion, isSignificant)}</Text>
      <Table horizontalSpacing={0} verticalSpacing={8} withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Within {formatSpan(windowMs)}</Table.Th>
            <Table.Th ta="right">People</Table.Th>
            <Table.Th ta="right">Bought</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {arms.map(({ label, arm: { people, buyers }, reason }) => (
            <Table.Tr key={label}>
              <Table.Td>{label}</Table.Td>
              <Table.Td ta="right" className="numbers">
                {reason === undefined ? (
                  formatCount(people)
                ) : (
                  <BroadcastPeople id={id} count={people} search={{ status: 'skipped', reason }} />
                )}
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {formatShare(buyers, people)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed">
        About {formatCount(Math.round(incrementalBuyers.estimate)).replace('-', '−')} more buyers (between{' '}
        {formatCount(Math.round(incrementalBuyers.interval.low)).replace('-', '−')} and{' '}
        {formatCount(Math.round(incrementalBuyers.interval.high))}) and {money(incrementalRevenueMinor.estimate)} more revenue
        {incrementalRevenueMinor.interval === null
          ? ''
          : ` (between ${money(incrementalRevenueMinor.interval.low)} and ${money(incrementalRevenueMinor.interval.high)})`}
        , with 95% confidence.
      </Text>
    </Stack>
  )
}

function judge({ difference, interval }: Lift['conversion'], isSignificant: boolean): string {
  const points = (share: number) => {
    const size = Math.abs(share * 100).toFixed(1)
    return size === '0.0' ? '±0.0' : `${share > 0 ? '+' : '−'}${size}`
  }
  const range = interval === null ? '' : ` (${points(interval.low)} to ${points(interval.high)})`
  const verdict = isSignificant ? 'more than chance explains' : 'no more than chance may explain'
  return `${points(difference)} percentage points of buyers${range}: ${verdict}.`
}
