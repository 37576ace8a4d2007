/** Voucher campaigns that could reach the same customers, and who would hold how many vouchers. */
import { Group, Stack, Text } from '@mantine/core'
import type { z } from 'zod'
import type { overlapsSchema } from '../../../api/schemas/overlaps.ts'
import { formatPeople } from '../words/numbers.ts'
import { CampaignLink } from './campaign-link.tsx'

export type Overlaps = z.output<typeof overlapsSchema>

const pairsShown = 8

export function OverlapList({ overlaps: { pairs, stacked } }: { overlaps: Pick<Overlaps, 'pairs' | 'stacked'> }) {
  const { twoOrMore, maxOpenPerCustomer, wouldBeAboveLimit } = stacked
  return (
    <Stack gap={6}>
      {pairs.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody is in two of them.
        </Text>
      ) : null}
      {pairs.slice(0, pairsShown).map(({ campaigns: [one, other], customers }) => (
        <Group key={`${one.id} ${other.id}`} gap={6} justify="space-between" wrap="nowrap">
          <Text size="sm" component="div">
            <CampaignLink {...one} isInText /> and <CampaignLink {...other} isInText />
          </Text>
          <Text size="sm" className="numbers" style={{ whiteSpace: 'nowrap' }}>
            {formatPeople(customers)}
          </Text>
        </Group>
      ))}
      <Text size="xs" c="dimmed">
        {formatPeople(twoOrMore)} hold two open vouchers or more now.
        {maxOpenPerCustomer === null
          ? ' There is no limit of open vouchers for one customer.'
          : ` The limit is ${maxOpenPerCustomer} for one customer${wouldBeAboveLimit === null || wouldBeAboveLimit === 0 ? '' : `; ${formatPeople(wouldBeAboveLimit)} would be above it, and get none`}.`}
      </Text>
    </Stack>
  )
}
