/** Each segment now, how it changed over the period, and what its customers spent in it. */
import { Progress, Table, Text } from '@mantine/core'
import { TextLink } from '../ui/link.tsx'
import { Section } from '../ui/page.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { formatChange, formatCount, formatMoney, formatShare } from '../words/numbers.ts'
import { MoverLink } from './mover-link.tsx'
import type { Period } from './period.ts'
import type { SegmentationReport } from './segmentation-queries.ts'

export function ShiftSection({ report: { segments, buyers }, period }: { report: SegmentationReport; period: Period }) {
  return (
    <Section
      title="Segments"
      isFlush
      aside={
        <Text size="sm" c="dimmed">
          Every buyer is in one stage and has any number of tags, so that revenue by tag overlaps.
        </Text>
      }
    >
      <WideTable label="How they moved" least={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Segment</Table.Th>
            <Table.Th ta="right">Now</Table.Th>
            <Table.Th w={140}>Share</Table.Th>
            <Table.Th ta="right">At the beginning</Table.Th>
            <Table.Th ta="right">At the end</Table.Th>
            <Table.Th ta="right">Change</Table.Th>
            <Table.Th ta="right">Revenue</Table.Th>
            <Table.Th ta="right">Average order</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {segments.map(({ key, name, kind, now, nowShare, opening, closing, change, revenue, averageOrder }) => (
            <Table.Tr key={key}>
              <Table.Td>
                {name}
                <Text span size="xs" c="dimmed" ml={6}>
                  {kind}
                </Text>
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <TextLink to="/customers" search={{ segment: key }} size="sm">
                  {formatCount(now)}
                </TextLink>
              </Table.Td>
              <Table.Td>
                <Progress value={nowShare * 100} aria-label={`${name}: ${formatShare(nowShare, 1)} of buyers`} />
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <MoverLink count={opening} label={`${name} before`} search={{ ...period, before: key }} />
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <MoverLink count={closing} label={`${name} after`} search={{ ...period, after: key }} />
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {formatChange(change)}
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {formatMoney(revenue)}
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                {averageOrder === null ? '–' : formatMoney(averageOrder)}
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr fw={600}>
            <Table.Td>Buyers</Table.Td>
            <Table.Td />
            <Table.Td />
            <Table.Td ta="right" className="numbers">
              <MoverLink count={buyers.opening} label="Buyers before" search={{ ...period, before: 'buyer' }} />
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              <MoverLink count={buyers.closing} label="Buyers after" search={{ ...period, after: 'buyer' }} />
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              {formatChange(buyers.change)}
            </Table.Td>
            <Table.Td />
            <Table.Td />
          </Table.Tr>
        </Table.Tbody>
      </WideTable>
    </Section>
  )
}
